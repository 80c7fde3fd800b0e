package handfast.validation.lints;

import java.util.List;

import handfast.validation.Finding;
import handfast.validation.WeakKeys;

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
		return WeakKeys.check(specimen.tbs().getSubjectPublicKeyInfo())
			.map((code) -> found(code, "has a key that " + code.cause()))
			.orElse(List.of());
	}

}
