package handfast.key;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

import handfast.validation.Code;
import handfast.x509.DnsName;
import handfast.x509.EmailAddress;
import handfast.x509.IpAddress;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import handfast.x509.UriName;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The names of a requested SAN, each parsed into its type (security §3.5).
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 */
final class CsrNames {

	private static final int MOST = 100;

	private CsrNames() {
	}

	static void read(ASN1Primitive san, List<Name> names, Refusals refusals) {
		ASN1Sequence entries = ASN1Sequence.getInstance(san);
		if (entries.size() == 0) {
			throw new IllegalArgumentException("subjectAltName");
		}
		if (entries.size() > MOST) {
			refusals.add(Code.NAMES_TOO_MANY, "The CSR has " + entries.size()
					+ " names; at most 100 are taken. Split them over several certificates.");
			return;
		}
		for (ASN1Encodable entry : entries) {
			readEntry(ASN1TaggedObject.getInstance(entry), names, refusals);
		}
	}

	private static void readEntry(ASN1TaggedObject entry, List<Name> names, Refusals refusals) {
		try {
			Name name = switch (entry.getTagNo()) {
				case GeneralName.dNSName -> text(entry, DnsName::parse);
				case GeneralName.rfc822Name -> text(entry, EmailAddress::parse);
				case GeneralName.uniformResourceIdentifier -> text(entry, UriName::parse);
				case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(entry, false).getOctets());
				default -> throw refused(Code.NAME_KIND_NOT_ALLOWED, "entry [" + entry.getTagNo()
						+ "] is neither DNS name, address, e-mail address nor URI; leave it out");
			};
			if (names.contains(name)) {
				throw refused(Code.NAME_DUPLICATE, name.value() + " stands twice; remove one of the two");
			}
			names.add(name);
		}
		catch (MalformedException ex) {
			refusals.add(ex, Code.NAME_MALFORMED, "The CSR's subjectAltName");
		}
	}

	private static Name text(ASN1TaggedObject entry, Function<String, Name> parse) {
		byte[] octets = ASN1IA5String.getInstance(entry, false).getOctets();
		for (byte octet : octets) {
			// IA5 has 7 bits; of those no name holds a control character
			if (octet < 0x20 || octet == 0x7f) {
				throw refused(Code.NAME_FORBIDDEN_CHARACTER, new String(octets, StandardCharsets.ISO_8859_1)
						+ " has a control or 8-bit character; remove it");
			}
		}
		return parse.apply(new String(octets, StandardCharsets.US_ASCII));
	}

	private static Name address(byte[] octets) {
		if (octets.length != 4 && octets.length != 16) {
			throw refused(Code.ADDRESS_MALFORMED,
					"an address has " + octets.length + " octets; IPv4 takes 4 and IPv6 takes 16");
		}
		try {
			InetAddress address = InetAddress.getByAddress(octets);
			// The JDK silently makes an IPv4 address of a v4-mapped one
			if (address.getAddress().length != octets.length) {
				throw refused(Code.ADDRESS_NOT_ALLOWED,
						address.getHostAddress() + " is written as v4-mapped IPv6; write it as IPv4");
			}
			return IpAddress.parse(address.getHostAddress());
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MalformedException refused(Code code, String message) {
		return new MalformedException(code.slug(), message);
	}

}
