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
	 * Reads a name of whichever kind the text has: a URI (with {@code ://} or a
	 * {@code urn:} scheme), an e-mail address (with an {@code @}), an address, else a DNS
	 * name.
	 * @throws MalformedException with the code and what is wrong
	 */
	static Name parse(String text) {
		if (text.contains("://") || text.regionMatches(true, 0, "urn:", 0, 4)) {
			return UriName.parse(text);
		}
		if (text.contains("@")) {
			return EmailAddress.parse(text);
		}
		return IpAddress.looksLikeOne(text) ? IpAddress.parse(text) : DnsName.parse(text);
	}

	/**
	 * Reads a name of a SAN, as strictly as one that was typed.
	 * @throws MalformedException where it is of another kind, or not as we would spell it
	 */
	static Name from(GeneralName name) {
		Name read = switch (name.getTagNo()) {
			case GeneralName.dNSName -> DnsName.parse(name.getName().toString());
			case GeneralName.iPAddress -> IpAddress.of(IpAddress.octets(name));
			case GeneralName.rfc822Name -> EmailAddress.parse(name.getName().toString());
			case GeneralName.uniformResourceIdentifier -> UriName.parse(name.getName().toString());
			default -> throw new MalformedException("name-malformed", "A name of kind " + name.getTagNo()
					+ " can't be certified: use DNS names, addresses, e-mail addresses or URIs.");
		};
		if (!read.toGeneralName().equals(name)) {
			throw new MalformedException("name-malformed",
					"Not spelled as it is certified: write " + read.value() + ".");
		}
		return read;
	}

}
