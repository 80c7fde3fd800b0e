package handfast.validation.lints;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/**
 * L20, CAs: basicConstraints is critical and says cA; an issuing CA has the pathLen that
 * it is to have, 0 for one that signs no CA.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9 RFC 5280 §4.2.1.9
 */
final class L20CaBasicConstraints implements Lint {

	@Override
	public Set<Role> roles() {
		return CAS;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.basicConstraints);
		if (extension == null || !extension.isCritical()) {
			return found(Code.BASIC_CONSTRAINTS, "is a CA without critical basic constraints");
		}
		BasicConstraints constraints = BasicConstraints.getInstance(extension.getParsedValue());
		if (!constraints.isCA()) {
			return found(Code.BASIC_CONSTRAINTS, "is a CA whose basic constraints deny it");
		}
		BigInteger length = constraints.getPathLenConstraint();
		int wanted = specimen.rules().pathLength();
		return foundIf(
				specimen.subject().role() == Role.ISSUING_CA
						&& (length == null || !length.equals(BigInteger.valueOf(wanted))),
				Code.BASIC_CONSTRAINTS, "is an issuing CA without a path length of " + wanted);
	}

}
