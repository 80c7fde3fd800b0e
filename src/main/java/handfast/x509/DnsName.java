package handfast.x509;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import com.google.common.net.InternetDomainName;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * A DNS name in lower case and A-labels, without a trailing dot; the whole left-most
 * label may be {@code *}.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 * @spec https://www.rfc-editor.org/rfc/rfc5890 RFC 5890
 * @spec https://www.rfc-editor.org/rfc/rfc9525#section-6.3 RFC 9525 §6.3
 */
public record DnsName(String value) implements Name {

	private static final int LONGEST = 253;

	private static final int LONGEST_LABEL = 63;

	// IDNA 2008 by way of UTS #46, non-transitional, with every check it has.
	private static final IDNA IDNA_2008 = IDNA
		.getUTS46Instance(IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.CHECK_CONTEXTO
				| IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

	private static final SpoofChecker SCRIPTS = new SpoofChecker.Builder().setChecks(SpoofChecker.RESTRICTION_LEVEL)
		.setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
		.build();

	public DnsName {
		requireCanonical(value);
	}

	/**
	 * Reads a name typed in any case, with U-labels or A-labels.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static DnsName parse(String text) {
		if (text.isEmpty()) {
			throw new MalformedException("name-malformed", "The name is empty; write it as shop.test.");
		}
		if (text.length() > LONGEST) {
			throw new MalformedException("name-too-long",
					"The name has " + text.length() + " characters and may have " + LONGEST + ".");
		}
		if (text.chars().allMatch((c) -> c < 0x80)) {
			return new DnsName(text.toLowerCase(Locale.ROOT));
		}
		return new DnsName(toALabels(text));
	}

	public boolean isWildcard() {
		return this.value.startsWith("*.");
	}

	/**
	 * The name without the left-most label of a wildcard.
	 */
	public String domain() {
		return isWildcard() ? this.value.substring(2) : this.value;
	}

	@Override
	public String type() {
		return "dns";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.dNSName, this.value);
	}

	private static String toALabels(String text) {
		boolean wildcard = text.startsWith("*.");
		IDNA.Info info = new IDNA.Info();
		String typed = Normalizer2.getNFCInstance()
			.normalize(UCharacter.toLowerCase(Locale.ROOT, wildcard ? text.substring(2) : text));
		StringBuilder ascii = IDNA_2008.nameToASCII(typed, new StringBuilder(), info);
		// UTS #46 would quietly map or drop what IDNA 2008 refuses, such as full-width
		// letters and characters that nobody sees.
		String unicode = IDNA_2008.nameToUnicode(ascii, new StringBuilder(), new IDNA.Info()).toString();
		if (info.hasErrors() || !unicode.equals(withoutALabels(typed))) {
			throw new MalformedException("name-a-label-invalid",
					"Not an international name that IDNA 2008 allows: " + Text.printable(text) + ".");
		}
		return (wildcard ? "*." : "") + ascii.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * The labels as they are, but U-labels in place of A-labels.
	 */
	private static String withoutALabels(String name) {
		return Arrays.stream(name.split("\\.", -1))
			.map((label) -> label.startsWith("xn--")
					? IDNA_2008.labelToUnicode(label, new StringBuilder(), new IDNA.Info()).toString() : label)
			.collect(Collectors.joining("."));
	}

	private static void requireCanonical(String value) {
		if (value.isEmpty() || value.length() > LONGEST) {
			throw new MalformedException("name-too-long", "A DNS name has 1 to " + LONGEST + " characters.");
		}
		if (value.indexOf('*') >= 0 && (!value.startsWith("*.") || value.indexOf('*', 1) >= 0)) {
			throw new MalformedException("name-wildcard-misplaced", Text.printable(value)
					+ " has a wildcard elsewhere than as the whole left-most label; write *.shop.test.");
		}
		String domain = value.startsWith("*.") ? value.substring(2) : value;
		String[] labels = domain.split("\\.", -1);
		for (String label : labels) {
			requireLabel(label, value);
		}
		// Browsers take hexadecimal for a part of an IPv4 address, too.
		if (labels[labels.length - 1].matches("[0-9]+|0x[0-9a-f]*")) {
			throw new MalformedException("name-numeric", Text.printable(value)
					+ " ends in a number and is no DNS name; an IPv4 address has four numbers from 0 to 255.");
		}
		requireInternational(domain);
		if (value.startsWith("*.") && isPublicSuffix(domain)) {
			throw new MalformedException("name-wildcard-too-wide",
					Text.printable(value)
							+ " would cover a whole public suffix; name the domains one by one, such as *.shop."
							+ domain + ".");
		}
	}

	private static void requireLabel(String label, String value) {
		if (label.isEmpty()) {
			throw new MalformedException("name-label-malformed", Text.printable(value)
					+ " has an empty label; write it without two dots in a row and without a dot at the end.");
		}
		if (label.length() > LONGEST_LABEL) {
			throw new MalformedException("name-too-long", Text.printable(value) + " has a label of " + label.length()
					+ " characters; a label has at most " + LONGEST_LABEL + ".");
		}
		for (int i = 0; i < label.length(); i++) {
			char c = label.charAt(i);
			boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
			if (!letterOrDigit && (c != '-' || i == 0 || i == label.length() - 1)) {
				String code = (c == '-' || c == '_') ? "name-label-malformed" : "name-forbidden-character";
				throw new MalformedException(code, Text.printable(value)
						+ " has a label that is not letters, digits and hyphens inside it; write it as shop.test.");
			}
		}
		// RFC 5890 §2.3.1: hyphens in third and fourth place are kept for A-labels.
		if (label.length() > 3 && label.startsWith("--", 2) && !label.startsWith("xn--")) {
			throw new MalformedException("name-a-label-invalid", Text.printable(value)
					+ " has a label with hyphens in third and fourth place, which only A-labels (xn--) have.");
		}
	}

	private static void requireInternational(String domain) {
		if (!domain.contains("xn--")) {
			return;
		}
		IDNA.Info info = new IDNA.Info();
		String unicode = IDNA_2008.nameToUnicode(domain, new StringBuilder(), info).toString();
		IDNA.Info back = new IDNA.Info();
		String ascii = IDNA_2008.nameToASCII(unicode, new StringBuilder(), back).toString();
		if (info.hasErrors() || back.hasErrors() || !ascii.equals(domain) || !Idna2008.allows(unicode)) {
			throw new MalformedException("name-a-label-invalid", Text.printable(domain)
					+ " has an A-label that IDNA 2008 does not allow; check the spelling of the international name.");
		}
		for (String label : unicode.split("\\.")) {
			if (SCRIPTS.failsChecks(label)) {
				throw new MalformedException("name-confusable", Text.printable(domain)
						+ " mixes scripts within a label and can be taken for another name; write each label in one"
						+ " script.");
			}
		}
	}

	// A single label (a bare top-level domain) is as wide.
	private static boolean isPublicSuffix(String domain) {
		if (domain.indexOf('.') < 0) {
			return true;
		}
		return InternetDomainName.isValid(domain) && InternetDomainName.from(domain).isPublicSuffix();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
