package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;

/**
 * L21, end entities and signers of OCSP answers: basicConstraints is absent, or an empty
 * sequence, since DER leaves a default value out.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.9 RFC 5280 §4.2.1.9
 */
final class L21BasicConstraints implements Lint {

	@Override
	public Set<Role> roles() {
		return NO_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.basicConstraints);
		return foundIf(extension != null && ASN1Sequence.getInstance(extension.getParsedValue()).size() != 0,
				Code.BASIC_CONSTRAINTS, "is an end entity whose basic constraints are not empty");
	}

}
