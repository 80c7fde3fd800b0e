package handfast.handshake.form;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * An SVG read back and measured: where its texts, rectangles, lines and circles lie.
 * Texts are as wide as in DejaVu Sans, the widest of the common sans-serif fonts.
 */
final class Picture {

	// Advance widths of printable ASCII, in thousandths of the font's size.
	private static final int[] REGULAR = { 318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318,
			337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698,
			770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
			611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974,
			634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838 };

	private static final int[] BOLD = { 348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365,
			696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830,
			683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724,
			725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712,
			687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838 };

	private final Document document;

	private Picture(Document document) {
		this.document = document;
	}

	static Picture of(String svg) {
		return new Picture(xml(svg));
	}

	static Document xml(String text) {
		try {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setExpandEntityReferences(false);
			factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
			return factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (Exception ex) {
			throw new AssertionError("Not well-formed: " + ex.getMessage() + "\n" + text, ex);
		}
	}

	Document document() {
		return this.document;
	}

	double width() {
		return number(this.document.getDocumentElement(), "width");
	}

	double height() {
		return number(this.document.getDocumentElement(), "height");
	}

	List<Box> texts() {
		return all("text").stream().map((text) -> {
			double size = number(text, "font-size");
			double width = width(text.getTextContent(), size, text.getAttribute("font-weight").equals("bold"));
			double left = number(text, "x") - switch (text.getAttribute("text-anchor")) {
				case "middle" -> width / 2;
				case "end" -> width;
				default -> 0;
			};
			double base = number(text, "y");
			return new Box(text.getTextContent(), left, base - 0.78 * size, left + width, base + 0.22 * size,
					order(text));
		}).toList();
	}

	List<Box> rectangles() {
		return all("rect").stream().filter((rect) -> rect.hasAttribute("x")).map((rect) -> {
			double left = number(rect, "x");
			double top = number(rect, "y");
			return new Box(rect.getAttribute("fill"), left, top, left + number(rect, "width"),
					top + number(rect, "height"), order(rect));
		}).toList();
	}

	List<Box> lines() {
		return all("line").stream()
			.map((line) -> new Box(line.getAttribute("stroke"), Math.min(number(line, "x1"), number(line, "x2")),
					Math.min(number(line, "y1"), number(line, "y2")), Math.max(number(line, "x1"), number(line, "x2")),
					Math.max(number(line, "y1"), number(line, "y2")), order(line)))
			.toList();
	}

	List<Box> circles() {
		return all("circle").stream().map((circle) -> {
			double r = number(circle, "r");
			double x = number(circle, "cx");
			double y = number(circle, "cy");
			return new Box("circle", x - r, y - r, x + r, y + r, order(circle));
		}).toList();
	}

	List<Element> all(String name) {
		NodeList found = this.document.getElementsByTagName(name);
		List<Element> elements = new ArrayList<>();
		for (int i = 0; i < found.getLength(); i++) {
			elements.add((Element) found.item(i));
		}
		return elements;
	}

	private int order(Element element) {
		return all("*").indexOf(element);
	}

	private static double number(Element element, String name) {
		return Double.parseDouble(element.getAttribute(name));
	}

	private static double width(String text, double size, boolean bold) {
		return text.codePoints().mapToDouble((point) -> {
			if (point >= 0x20 && point < 0x7f) {
				return (bold ? BOLD : REGULAR)[point - 0x20] / 1000.0;
			}
			return (point > 0xffff) ? 1.3 : 1.0;
		}).sum() * size;
	}

	/**
	 * Where something lies.
	 *
	 * @param order in which it is drawn
	 */
	record Box(String what, double left, double top, double right, double bottom, int order) {

		boolean meets(Box other) {
			return this.left < other.right && other.left < this.right && this.top < other.bottom
					&& other.top < this.bottom;
		}

		boolean holds(Box other) {
			return this.left <= other.left && this.right >= other.right && this.top <= other.top
					&& this.bottom >= other.bottom;
		}

	}

}
