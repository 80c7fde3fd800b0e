package handfast.handshake.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import handfast.handshake.HandshakeReport;
import handfast.handshake.form.Picture.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

import static org.assertj.core.api.Assertions.assertThat;

class SequenceDiagramTests {

	static List<HandshakeReport> reports() {
		return SampleReports.all();
	}

	@ParameterizedTest
	@MethodSource("reports")
	void letsNoTextTouchAnother(HandshakeReport report) {
		List<Box> texts = Picture.of(SequenceDiagram.draw(report)).texts();
		for (int i = 0; i < texts.size(); i++) {
			for (Box other : texts.subList(i + 1, texts.size())) {
				assertThat(texts.get(i).meets(other)).as("%s and %s", texts.get(i), other).isFalse();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("reports")
	void drawsNoLineThroughAText(HandshakeReport report) {
		Picture picture = Picture.of(SequenceDiagram.draw(report));
		List<Box> crossing = new ArrayList<>(picture.lines());
		crossing.addAll(picture.circles());
		for (Box text : picture.texts()) {
			for (Box line : crossing) {
				// A box that is drawn over a life line hides it.
				boolean hidden = picture.rectangles()
					.stream()
					.anyMatch((box) -> box.order() > line.order() && box.order() < text.order() && box.holds(text));
				assertThat(hidden || !text.meets(line)).as("%s and %s", text, line).isTrue();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("reports")
	void keepsAllWithinItsEdges(HandshakeReport report) {
		Picture picture = Picture.of(SequenceDiagram.draw(report));
		assertThat(picture.width()).isEqualTo(SequenceDiagram.WIDTH);
		assertThat(picture.height()).isLessThan(6000);
		Box page = new Box("page", 0, 0, picture.width(), picture.height(), 0);
		assertThat(picture.texts()).isNotEmpty().allMatch(page::holds);
		assertThat(picture.rectangles()).allMatch(page::holds);
		assertThat(picture.lines()).allMatch(page::holds);
	}

	@ParameterizedTest
	@MethodSource("reports")
	void holdsNothingThatRunsOrLoads(HandshakeReport report) {
		Picture picture = Picture.of(SequenceDiagram.draw(report));
		Set<String> elements = picture.all("*").stream().map(Element::getTagName).collect(Collectors.toSet());
		assertThat(elements).isSubsetOf("svg", "title", "desc", "rect", "line", "polygon", "circle", "path", "text");
		for (Element element : picture.all("*")) {
			for (int i = 0; i < element.getAttributes().getLength(); i++) {
				String name = element.getAttributes().item(i).getNodeName();
				assertThat(name).doesNotStartWith("on").isNotIn("style", "class", "href", "xlink:href");
				assertThat(element.getAttributes().item(i).getNodeValue()).doesNotContain("url(");
			}
		}
	}

	@Test
	void namesVerdictAndTargetInItsTitle() {
		Picture picture = Picture.of(SequenceDiagram.draw(SampleReports.failed()));
		assertThat(picture.all("title").getFirst().getTextContent()).isEqualTo("Handshake with shop.test:443: failed");
		assertThat(picture.all("desc").getFirst().getTextContent()).contains("2. Client to server: ClientHello.",
				"Server to client: Certificate, encrypted.", "error: expired");
		Element root = picture.document().getDocumentElement();
		assertThat(root.getAttribute("role")).isEqualTo("img");
		for (String id : root.getAttribute("aria-labelledby").split(" ")) {
			assertThat(picture.all("*")).anyMatch((element) -> element.getAttribute("id").equals(id));
		}
	}

	@Test
	void marksTheArrowThatFailedByColourAndWithoutIt() {
		Picture picture = Picture.of(SequenceDiagram.draw(SampleReports.failed()));
		assertThat(picture.lines()).filteredOn((line) -> line.what().equals(Drawing.RED)).hasSize(1);
		assertThat(picture.circles()).hasSize(1);
		assertThat(words(picture)).contains("error: expired, name-mismatch", "error: expired", "error: name-mismatch");
		Picture good = Picture.of(SequenceDiagram.draw(SampleReports.passed()));
		assertThat(good.lines()).noneMatch((line) -> line.what().equals(Drawing.RED));
		assertThat(good.circles()).isEmpty();
	}

	@Test
	void stopsTheArrowOnItsWayWhereNothingWasConnected() {
		Picture picture = Picture.of(SequenceDiagram.draw(SampleReports.refused()));
		assertThat(picture.circles()).hasSize(1);
		assertThat(words(picture)).contains("no connection", "error: refused");
	}

	@Test
	void shadesTheEncryptedPartAlone() {
		Picture picture = Picture.of(SequenceDiagram.draw(SampleReports.passed()));
		List<Box> shades = picture.rectangles()
			.stream()
			.filter((box) -> box.what().equals("#d9e2ef") && box.left() == 200)
			.toList();
		Box certificate = text(picture, "Certificate");
		Box hello = text(picture, "ServerHello");
		assertThat(shades).anyMatch((shade) -> shade.holds(certificate)).noneMatch((shade) -> shade.meets(hello));
	}

	@Test
	void tellsHowManyStepsItLeavesOut() {
		assertThat(words(Picture.of(SequenceDiagram.draw(SampleReports.flood(500)))))
			.anySatisfy((words) -> assertThat(words).startsWith("… and ").endsWith(" more …"));
	}

	private static Box text(Picture picture, String words) {
		return picture.texts().stream().filter((text) -> text.what().equals(words)).findFirst().orElseThrow();
	}

	private static List<String> words(Picture picture) {
		return picture.texts().stream().map(Box::what).toList();
	}

}
