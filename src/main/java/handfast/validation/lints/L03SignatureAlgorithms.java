package handfast.validation.lints;

import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * L03, all: the signature algorithm inside the signed part equals the one outside, byte
 * for byte.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2 RFC 5280 §4.1.1.2
 */
final class L03SignatureAlgorithms implements Lint, CrlLint {

	@Override
	public List<Finding> check(Specimen specimen) {
		return compare(specimen.tbs().getSignature(), specimen.certificate().getSignatureAlgorithm());
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		return compare(specimen.crl().innerAlgorithm(), specimen.crl().outerAlgorithm());
	}

	private List<Finding> compare(AlgorithmIdentifier inner, AlgorithmIdentifier outer) {
		return foundIf(!inner.equals(outer), Code.SIGNATURE_ALGORITHM_MISMATCH,
				"names one signature algorithm inside and another outside");
	}

}
