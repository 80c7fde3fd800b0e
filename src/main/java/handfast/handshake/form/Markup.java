package handfast.handshake.form;

/**
 * Text as it may stand in XML and HTML, between tags and in attributes. What came from a
 * stranger is data: it can't end an element, and what would turn the order of reading or
 * is no character of XML becomes a replacement character.
 *
 * @spec https://www.w3.org/TR/xml/#charsets XML 1.0 §2.2
 */
final class Markup {

	private static final int REPLACEMENT = 0xfffd;

	private Markup() {
	}

	/**
	 * The text for XML and HTML.
	 */
	static String text(String text) {
		return escape(plain(text));
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		text.codePoints().forEach((point) -> {
			switch (point) {
				case '&' -> escaped.append("&amp;");
				case '<' -> escaped.append("&lt;");
				case '>' -> escaped.append("&gt;");
				case '"' -> escaped.append("&quot;");
				case '\'' -> escaped.append("&#39;");
				default -> escaped.appendCodePoint(point);
			}
		});
		return escaped.toString();
	}

	/**
	 * The text on one line, with nothing in it that is no letter, sign or space.
	 */
	static String plain(String text) {
		StringBuilder plain = new StringBuilder(text.length());
		text.codePoints().forEach((point) -> plain.appendCodePoint(shown(point)));
		return plain.toString();
	}

	private static int shown(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				Character.isWhitespace(point) ? ' ' : REPLACEMENT;
			default -> point;
		};
	}

}
