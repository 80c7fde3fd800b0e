package handfast.x509;

import org.bouncycastle.asn1.x500.X500Name;

/**
 * A subject that we may certify, written as in RFC 4514 ({@code CN=shop.test,O=Shop}),
 * possibly empty. Strings are PrintableString for C, UTF8String for all else.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.6 RFC 5280 §4.1.2.6
 */
public record DistinguishedName(String value, X500Name name) {

	/**
	 * Reads the text, left-most RDN first as users write it; in DER the order is as
	 * written.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static DistinguishedName parse(String text) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
