package handfast.x509;

import org.bouncycastle.asn1.x509.GeneralName;

/**
 * One entry of a subjectAltName that we may certify. Each kind is parsed at the door and
 * then holds its one canonical spelling.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 */
public sealed interface Name permits DnsName, IpAddress, EmailAddress, UriName {

	/**
	 * The kind as the REST API spells it: {@code dns}, {@code ip}, {@code email} or
	 * {@code uri}.
	 */
	String type();

	/**
	 * The canonical text.
	 */
	String value();

	GeneralName toGeneralName();

	/**
	 * Reads a name of whichever kind the text has: an address, an e-mail address (with an
	 * {@code @}), a URI (with {@code ://} or a {@code urn:} or {@code spiffe:} scheme),
	 * else a DNS name.
	 * @throws MalformedException with the code and what is wrong
	 */
	static Name parse(String text) {
		throw new UnsupportedOperationException();
	}

}
