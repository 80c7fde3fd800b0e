package handfast.validation.lints;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;

/**
 * L33, end entities: either a place to ask about revocation (CRL or OCSP), or noRevAvail
 * and no such place. noRevAvail is for certificates of at most 7 days, which is the
 * Baseline Requirements' measure of short-lived.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9608#section-2 RFC 9608 §2-3
 */
final class L33RevocationSource implements Lint {

	private static final Duration SHORT = Duration.ofDays(7);

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		boolean pointed = specimen.has(Extension.cRLDistributionPoints) || namesOcsp(specimen);
		if (!specimen.has(Extension.noRevAvail)) {
			return foundIf(!pointed, Code.REVOCATION_POINTERS, "does not say where to ask about its revocation");
		}
		Duration length = Duration
			.between(Times.instant(specimen.tbs().getStartDate()), Times.instant(specimen.tbs().getEndDate()))
			.plusSeconds(1);
		return foundIf(pointed || length.compareTo(SHORT) > 0, Code.REVOCATION_POINTERS,
				"has noRevAvail beside a place to ask, or lives longer than 7 days");
	}

	private static boolean namesOcsp(Specimen specimen) {
		Extension access = specimen.extension(Extension.authorityInfoAccess);
		return access != null && Arrays
			.stream(AuthorityInformationAccess.getInstance(access.getParsedValue()).getAccessDescriptions())
			.anyMatch((description) -> X509ObjectIdentifiers.id_ad_ocsp.equals(description.getAccessMethod()));
	}

}
