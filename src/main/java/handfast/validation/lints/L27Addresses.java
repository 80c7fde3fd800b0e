package handfast.validation.lints;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * L27, end entities: an iPAddress has 4 or 16 octets and is one that a server can have:
 * not v4-mapped, unspecified, multicast, broadcast, documentation or link-local. Loopback
 * and private ones are the permit list's matter.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 * @spec https://www.rfc-editor.org/rfc/rfc6890#section-2.2 RFC 6890 §2.2
 */
final class L27Addresses implements Lint {

	private static final List<Network> REFUSED = Stream
		.of("0.0.0.0/8", "169.254.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
				"255.255.255.255/32", "::/128", "::ffff:0:0/96", "2001:db8::/32", "3fff::/20", "fe80::/10", "ff00::/8")
		.map(Network::parse)
		.toList();

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		for (GeneralName name : specimen.names()) {
			if (name.getTagNo() == GeneralName.iPAddress && !isRight(octets(name))) {
				return found(Code.ADDRESS_NOT_ALLOWED, "has an address in its SAN that no server can be reached at");
			}
		}
		return List.of();
	}

	static byte[] octets(GeneralName name) {
		return ASN1OctetString.getInstance(name.getName()).getOctets();
	}

	private static boolean isRight(byte[] address) {
		return (address.length == 4 || address.length == 16)
				&& REFUSED.stream().noneMatch((network) -> network.contains(address));
	}

}
