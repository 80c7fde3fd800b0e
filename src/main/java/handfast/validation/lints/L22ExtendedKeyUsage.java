package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * L22, end entities and signers of OCSP answers: an extended key usage is there, not
 * empty, not critical, and holds nothing but the profile's purposes; never
 * anyExtendedKeyUsage.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12 RFC 5280 §4.2.1.12
 */
final class L22ExtendedKeyUsage implements Lint {

	@Override
	public Set<Role> roles() {
		return NO_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.extendedKeyUsage);
		if (extension == null || extension.isCritical()) {
			return found(Code.WRONG_EXTENDED_KEY_USAGE, "has no extended key usage, or a critical one");
		}
		List<String> purposes = Purposes.of(extension);
		if (purposes.isEmpty() || Set.copyOf(purposes).size() != purposes.size()) {
			return found(Code.WRONG_EXTENDED_KEY_USAGE, "has an extended key usage that is empty or repeats itself");
		}
		return foundIf(
				!specimen.rules().purposes().containsAll(purposes)
						|| purposes.contains(KeyPurposeId.anyExtendedKeyUsage.getId()),
				Code.WRONG_EXTENDED_KEY_USAGE, "has a purpose that its profile does not allow");
	}

}
