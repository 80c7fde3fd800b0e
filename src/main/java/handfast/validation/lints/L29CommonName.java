package handfast.validation.lints;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.google.common.net.InetAddresses;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * L29, end entities: no CN, or a single one of at most 64 characters that equals a name
 * of the SAN; a profile for clients may leave it free.
 *
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §7.1.4.3
 */
final class L29CommonName implements Lint {

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		List<String> commonNames = new ArrayList<>();
		for (RDN rdn : specimen.tbs().getSubject().getRDNs(BCStyle.CN)) {
			for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
				if (attribute.getType().equals(BCStyle.CN)) {
					commonNames.add(((ASN1String) attribute.getValue()).getString());
				}
			}
		}
		if (commonNames.isEmpty()) {
			return List.of();
		}
		if (commonNames.size() > 1) {
			return found(Code.SUBJECT_CN_REPEATED, "has more than one CN");
		}
		String commonName = commonNames.getFirst();
		return foundIf(!specimen.rules().freeSubject() && (commonName.length() > 64 || !isAmong(commonName, specimen)),
				Code.SUBJECT_CN_NOT_A_NAME, "has a CN that is not a name of its SAN");
	}

	private static boolean isAmong(String commonName, Specimen specimen) {
		return specimen.names().stream().anyMatch((name) -> commonName.equals(text(name)));
	}

	private static String text(GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName, GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier ->
				Specimen.text(name);
			case GeneralName.iPAddress -> address(L27Addresses.octets(name));
			default -> "";
		};
	}

	private static String address(byte[] octets) {
		try {
			return InetAddresses.toAddrString(InetAddress.getByAddress(octets));
		}
		catch (UnknownHostException ex) {
			return "";
		}
	}

}
