package handfast.x509;

import java.util.regex.Pattern;

import org.bouncycastle.asn1.x509.GeneralName;

/**
 * An e-mail address with an ASCII local part; the domain in its canonical spelling.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 */
public record EmailAddress(String value) implements Name {

	// The dot-atom of RFC 5322 without quotes, slashes and what a shell reads.
	private static final Pattern LOCAL_PART = Pattern.compile("[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*");

	private static final int LONGEST_LOCAL_PART = 64;

	public EmailAddress {
		if (!canonical(value).equals(value)) {
			throw malformed(value);
		}
	}

	/**
	 * Reads an address such as {@code ops@shop.test}.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static EmailAddress parse(String text) {
		return new EmailAddress(canonical(text));
	}

	/**
	 * The host that the permit list is asked for.
	 */
	public DnsName domain() {
		return DnsName.parse(this.value.substring(this.value.indexOf('@') + 1));
	}

	@Override
	public String type() {
		return "email";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.rfc822Name, this.value);
	}

	private static String canonical(String text) {
		int at = text.indexOf('@');
		if (at < 1 || at > LONGEST_LOCAL_PART || !LOCAL_PART.matcher(text.substring(0, at)).matches()) {
			throw malformed(text);
		}
		DnsName domain = DnsName.parse(text.substring(at + 1));
		if (domain.isWildcard()) {
			throw malformed(text);
		}
		return text.substring(0, at + 1) + domain.value();
	}

	private static MalformedException malformed(String text) {
		return new MalformedException("email-malformed",
				Text.printable(text) + " is not an e-mail address; write it as ops@shop.test.");
	}

	@Override
	public String toString() {
		return this.value;
	}

}
