package handfast.x509;

/**
 * Which characters a U-label may hold, beside what UTS #46 refuses already (unassigned,
 * unstable, out of context): UTS #46 lets symbols pass that IDNA 2008 does not.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5892#section-3 RFC 5892 §3
 */
final class Idna2008 {

	// RFC 5892 §2.6, and the characters whose context UTS #46 has judged
	private static final String ALLOWED = "-.\u00b7\u0375\u05f3\u05f4\u30fb\u06fd\u06fe\u0f0b\u3007\u200c\u200d";

	private static final String REFUSED = "\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b";

	private Idna2008() {
	}

	static boolean allows(String name) {
		return name.codePoints().allMatch(Idna2008::allows);
	}

	private static boolean allows(int codePoint) {
		if (ALLOWED.indexOf(codePoint) >= 0) {
			return true;
		}
		if (REFUSED.indexOf(codePoint) >= 0 || isOldHangul(codePoint)) {
			return false;
		}
		return switch (Character.getType(codePoint)) {
			case Character.LOWERCASE_LETTER, Character.OTHER_LETTER, Character.MODIFIER_LETTER,
					Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.DECIMAL_DIGIT_NUMBER ->
				true;
			default -> false;
		};
	}

	// RFC 5892 §2.9
	private static boolean isOldHangul(int codePoint) {
		return (codePoint >= 0x1100 && codePoint <= 0x11ff) || (codePoint >= 0xa960 && codePoint <= 0xa97c)
				|| (codePoint >= 0xd7b0 && codePoint <= 0xd7fb);
	}

}
