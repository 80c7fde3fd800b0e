package handfast.authority;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DnsName;
import handfast.x509.EmailAddress;
import handfast.x509.IpAddress;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import handfast.x509.UriName;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The names of a final tbsCertificate, read back from its bytes through the strict types:
 * what slipped past the door shows here (security §1.2).
 *
 * @param names in the order of the SAN
 * @param violations entries that are no name of ours
 */
record FinalNames(List<Name> names, List<Violation> violations) {

	static FinalNames of(X509CertificateHolder certificate) {
		List<Name> names = new ArrayList<>();
		List<Violation> violations = new ArrayList<>();
		GeneralNames entries = GeneralNames.fromExtensions(certificate.getExtensions(),
				Extension.subjectAlternativeName);
		for (GeneralName entry : (entries != null) ? entries.getNames() : new GeneralName[0]) {
			try {
				names.add(name(entry));
			}
			catch (MalformedException ex) {
				violations.add(new Violation("/names/" + (names.size() + violations.size()), Code.of(ex.code()),
						String.valueOf(ex.getMessage())));
			}
		}
		return new FinalNames(names, violations);
	}

	private static Name name(GeneralName entry) {
		Name name = switch (entry.getTagNo()) {
			case GeneralName.dNSName -> DnsName.parse(text(entry));
			case GeneralName.iPAddress -> IpAddress.parse(address(entry));
			case GeneralName.rfc822Name -> EmailAddress.parse(text(entry));
			case GeneralName.uniformResourceIdentifier -> UriName.parse(text(entry));
			default -> throw new MalformedException(Code.SAN_MALFORMED.slug(), "Not a kind of name that is certified");
		};
		if (!name.toGeneralName().equals(entry)) {
			throw new MalformedException(Code.SAN_MALFORMED.slug(), "Not in its one spelling: " + name.value());
		}
		return name;
	}

	private static String text(GeneralName entry) {
		return ((ASN1String) entry.getName()).getString();
	}

	private static String address(GeneralName entry) {
		try {
			byte[] octets = ASN1OctetString.getInstance(entry.getName()).getOctets();
			return InetAddress.getByAddress(octets).getHostAddress();
		}
		catch (UnknownHostException ex) {
			throw new MalformedException(Code.ADDRESS_MALFORMED.slug(), "An address has 4 or 16 octets");
		}
	}

}
