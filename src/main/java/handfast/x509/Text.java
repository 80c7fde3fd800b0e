package handfast.x509;

/**
 * Text of strangers, made fit for a message or a log line.
 */
public final class Text {

	private static final int LONGEST = 200;

	private Text() {
	}

	/**
	 * At most 200 characters, everything but printable characters as U+XXXX.
	 */
	public static String printable(String text) {
		StringBuilder result = new StringBuilder();
		text.codePoints().limit(LONGEST).forEach((c) -> {
			if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
					|| Character.getType(c) == Character.SURROGATE || !Character.isDefined(c)
					|| Character.getType(c) == Character.LINE_SEPARATOR
					|| Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
				result.append("U+%04X".formatted(c));
			}
			else {
				result.appendCodePoint(c);
			}
		});
		return (text.codePointCount(0, text.length()) > LONGEST) ? result.append('…').toString() : result.toString();
	}

}
