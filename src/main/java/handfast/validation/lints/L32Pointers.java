package handfast.validation.lints;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;

/**
 * L32, end entities and signers of OCSP answers: CRL distribution points and authority
 * information access are not critical and name http addresses alone, never ldap or https.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.13 RFC 5280 §4.2.1.13
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.2.1 RFC 5280 §4.2.2.1
 */
final class L32Pointers implements Lint {

	private static final Set<ASN1ObjectIdentifier> METHODS = Set.of(X509ObjectIdentifiers.id_ad_caIssuers,
			X509ObjectIdentifiers.id_ad_ocsp);

	@Override
	public Set<Role> roles() {
		return NO_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension points = specimen.extension(Extension.cRLDistributionPoints);
		if (points != null && (points.isCritical() || !arePoints(points))) {
			return found(Code.REVOCATION_POINTERS, "has CRL distribution points that are critical or not http");
		}
		Extension access = specimen.extension(Extension.authorityInfoAccess);
		return foundIf(access != null && (access.isCritical() || !isAccess(access)), Code.REVOCATION_POINTERS,
				"has an authority information access that is critical or not http");
	}

	private static boolean arePoints(Extension extension) {
		DistributionPoint[] points = CRLDistPoint.getInstance(extension.getParsedValue()).getDistributionPoints();
		return points.length > 0 && Arrays.stream(points).allMatch(L32Pointers::isPoint);
	}

	private static boolean isPoint(DistributionPoint point) {
		DistributionPointName name = point.getDistributionPoint();
		if (name == null || name.getType() != DistributionPointName.FULL_NAME || point.getCRLIssuer() != null
				|| point.getReasons() != null) {
			return false;
		}
		GeneralName[] names = GeneralNames.getInstance(name.getName()).getNames();
		return names.length > 0 && Arrays.stream(names).allMatch(L32Pointers::isHttp);
	}

	private static boolean isAccess(Extension extension) {
		AccessDescription[] accesses = AuthorityInformationAccess.getInstance(extension.getParsedValue())
			.getAccessDescriptions();
		return accesses.length > 0 && Arrays.stream(accesses)
			.allMatch((access) -> METHODS.contains(access.getAccessMethod()) && isHttp(access.getAccessLocation()));
	}

	private static boolean isHttp(GeneralName name) {
		return name.getTagNo() == GeneralName.uniformResourceIdentifier && Specimen.text(name).startsWith("http://")
				&& Specimen.text(name).length() > "http://".length();
	}

}
