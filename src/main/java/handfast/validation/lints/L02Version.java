package handfast.validation.lints;

import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;

/**
 * L02, all: a certificate is v3. Stricter than the standard, which asks this only where
 * there are extensions: ours always have some.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.1 RFC 5280 §4.1.2.1
 */
final class L02Version implements EncodingLint {

	@Override
	public List<Finding> check(Encoded encoded) {
		boolean third = encoded.version().filter((version) -> version.hasValue(2)).isPresent();
		return third ? List.of() : List.of(Finding.of(Code.VERSION_NOT_V3, "is not a v3 certificate (L02)"));
	}

}
