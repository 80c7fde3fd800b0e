package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * L35, roots: signed by its own key and named as its own issuer; the authority key
 * identifier is absent or its own; neither extended key usage nor CRL distribution
 * points.
 *
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §7.1.2.1
 */
final class L35Root implements Lint {

	@Override
	public Set<Role> roles() {
		return ROOT;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		if (!specimen.tbs().getSubject().equals(specimen.tbs().getIssuer())) {
			return found(Code.ROOT_MALFORMED, "is a root whose subject is not its issuer");
		}
		if (specimen.has(Extension.extendedKeyUsage) || specimen.has(Extension.cRLDistributionPoints)) {
			return found(Code.ROOT_MALFORMED, "is a root with an extended key usage or CRL distribution points");
		}
		Extension authority = specimen.extension(Extension.authorityKeyIdentifier);
		if (authority != null && !L15AuthorityKeyIdentifier.isOf(
				AuthorityKeyIdentifier.getInstance(authority.getParsedValue()).getKeyIdentifierOctets(),
				specimen.certificate())) {
			return found(Code.ROOT_MALFORMED, "is a root with another authority key identifier than its own");
		}
		return foundIf(!L36Signature.verifies(specimen), Code.BAD_SIGNATURE,
				"is a root that its own key has not signed");
	}

}
