package handfast.validation.lints;

import java.util.List;

import handfast.validation.Finding;
import handfast.validation.KeyVerdict;
import handfast.validation.WeakKeys;
import handfast.x509.KeyAlgorithm;

/**
 * L14, all: the key is none of the known weak ones. The list of blocked keys is asked by
 * the CSR gate, which owns it.
 *
 * @see WeakKeys
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §6.1.1.3
 */
final class L14WeakKey implements Lint {

	@Override
	public List<Finding> check(Specimen specimen) {
		// The known attacks are on RSA; a key that is none of the eleven is the matter of
		// L13.
		if (!(specimen.key() instanceof KeyVerdict.Known(KeyAlgorithm algorithm)) || !algorithm.isRsa()) {
			return List.of();
		}
		return WeakKeys.check(specimen.tbs().getSubjectPublicKeyInfo())
			.map((code) -> found(code, "has a key that " + code.cause()))
			.orElse(List.of());
	}

}
