package handfast.validation.lints;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.ibm.icu.text.IDNA;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;

/**
 * L25, end entities: a dNSName is LDH labels of at most 63, at most 253 in all, in lower
 * case, without a dot at the end; its A-labels are valid by IDNA 2008. A wildcard label
 * is the matter of L26.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 * @spec https://www.rfc-editor.org/rfc/rfc5890#section-2.3.2.1 RFC 5890 §2.3.2.1
 * @spec https://www.rfc-editor.org/rfc/rfc9549#section-2.2 RFC 9549 §2.2
 */
final class L25DnsNames implements Lint {

	private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

	private static final Pattern DIGITS = Pattern.compile("[0-9]+");

	private static final IDNA IDNA_2008 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
			| IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.CHECK_CONTEXTO);

	/** RFC 5892 §2.6: allowed although their category is not. */
	private static final String EXCEPTIONS = "-\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d\u06fd\u06fe\u0f0b\u3007";

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		for (String name : specimen.dnsNames()) {
			if (!isRight(name)) {
				return found(Code.SAN_MALFORMED, "has a dNSName in its SAN that is not a DNS name");
			}
		}
		return List.of();
	}

	private static boolean isRight(String name) {
		if (name.length() > 253) {
			return false;
		}
		String[] labels = name.split("\\.", -1);
		for (String label : labels) {
			if (label.indexOf('*') < 0 && !isLabel(label)) {
				return false;
			}
		}
		return !DIGITS.matcher(labels[labels.length - 1]).matches();
	}

	private static boolean isLabel(String label) {
		if (!LABEL.matcher(label).matches()) {
			return false;
		}
		// RFC 5890 §2.3.1: hyphens in the third and fourth place are reserved
		return !label.startsWith("--", 2) || (label.startsWith("xn--") && isALabel(label));
	}

	private static boolean isALabel(String label) {
		IDNA.Info info = new IDNA.Info();
		String unicode = IDNA_2008.labelToUnicode(label, new StringBuilder(), info).toString();
		if (info.hasErrors() || !unicode.codePoints().allMatch(L25DnsNames::isAllowed)) {
			return false;
		}
		IDNA.Info back = new IDNA.Info();
		return label.contentEquals(IDNA_2008.labelToASCII(unicode, new StringBuilder(), back)) && !back.hasErrors()
				&& unicode.codePoints().anyMatch((character) -> character > 0x7f);
	}

	// RFC 5892 §2.1: letters, digits and marks
	private static boolean isAllowed(int character) {
		return switch (Character.getType(character)) {
			case Character.LOWERCASE_LETTER, Character.OTHER_LETTER, Character.MODIFIER_LETTER,
					Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.DECIMAL_DIGIT_NUMBER ->
				true;
			default -> EXCEPTIONS.indexOf(character) >= 0;
		};
	}

}
