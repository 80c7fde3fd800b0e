package handfast.handshake.form;

import java.util.Locale;

/**
 * SVG, element by element. Looks are presentation attributes alone: a style element or
 * attribute would not be shown under the content security policy of our own pages.
 */
final class Drawing {

	static final String INK = "#1a1a1a";

	static final String FAINT = "#555555";

	static final String RED = "#b00020";

	static final String AMBER = "#7a4f00";

	static final String GREEN = "#17633a";

	private final StringBuilder elements = new StringBuilder();

	void box(double x, double y, double width, double height, double round, String fill, String stroke,
			double strokeWidth) {
		add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>",
				n(x), n(y), n(width), n(height), n(round), fill, stroke, n(strokeWidth));
	}

	void line(double fromX, double fromY, double toX, double toY, String stroke, double width, String dashes) {
		add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>", n(fromX), n(fromY),
				n(toX), n(toY), stroke, n(width), dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"");
	}

	/**
	 * A horizontal arrow, its head at {@code toX}.
	 */
	void arrow(double fromX, double toX, double y, String colour, double width) {
		double back = (toX > fromX) ? -10 : 10;
		line(fromX, y, toX + back, y, colour, width, "");
		add("<polygon points=\"%s,%s %s,%s %s,%s\" fill=\"%s\"/>", n(toX), n(y), n(toX + back), n(y - 5), n(toX + back),
				n(y + 5), colour);
	}

	/**
	 * A filled circle with a cross in it: readable without colour.
	 */
	void cross(double x, double y, String colour) {
		add("<circle cx=\"%s\" cy=\"%s\" r=\"8\" fill=\"%s\"/>", n(x), n(y), colour);
		add("<path d=\"M%s %s l7 7 m0 -7 l-7 7\" stroke=\"#ffffff\" stroke-width=\"2\" fill=\"none\"/>", n(x - 3.5),
				n(y - 3.5));
	}

	/**
	 * @param anchor {@code start}, {@code middle} or {@code end}
	 * @param y of the base line
	 */
	void text(Lettering lettering, double x, double y, String anchor, String colour, String text) {
		add("<text x=\"%s\" y=\"%s\" font-size=\"%s\"%s text-anchor=\"%s\" fill=\"%s\">%s</text>", n(x), n(y),
				n(lettering.size()), lettering.bold() ? " font-weight=\"bold\"" : "", anchor, colour,
				Markup.text(text));
	}

	/**
	 * The whole picture.
	 * @param id tells its title from that of another picture on the same page
	 */
	String svg(String id, double width, double height, String title, String description) {
		return String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$s %2$s\" width=\"%1$s\" height=\"%2$s\""
						+ " role=\"img\" aria-labelledby=\"%3$s-title %3$s-desc\" font-family=\"sans-serif\">\n"
						+ "<title id=\"%3$s-title\">%4$s</title>\n<desc id=\"%3$s-desc\">%5$s</desc>\n"
						+ "<rect width=\"%1$s\" height=\"%2$s\" fill=\"#ffffff\"/>\n%6$s</svg>\n",
				n(width), n(height), id, Markup.text(title), Markup.text(description), this.elements);
	}

	private void add(String format, Object... values) {
		this.elements.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

	private static String n(double number) {
		return (number == Math.rint(number)) ? String.valueOf((long) number)
				: String.format(Locale.ROOT, "%.1f", number);
	}

}
