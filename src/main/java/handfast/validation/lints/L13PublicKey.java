package handfast.validation.lints;

import java.util.List;

import handfast.validation.Finding;
import handfast.validation.KeyVerdict;

/**
 * L13, all: the public key is one of the eleven, exact to the byte.
 *
 * @see KeyRules
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7 RFC 5280 §4.1.2.7
 */
final class L13PublicKey implements Lint {

	@Override
	public List<Finding> check(Specimen specimen) {
		return (specimen.key() instanceof KeyVerdict.Refused refused)
				? found(refused.code(), "has a key that " + refused.message()) : List.of();
	}

}
