package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.KeyVerdict;
import handfast.validation.LintSubject.Role;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * L17, end entities and signers of OCSP answers: keyUsage is critical and holds
 * digitalSignature, whatever the key; keyEncipherment only for RSA and where the profile
 * says so; never keyAgreement. Stricter: no other usage at all.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3 RFC 5280 §4.2.1.3
 */
final class L17KeyUsage implements Lint {

	@Override
	public Set<Role> roles() {
		return NO_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.keyUsage);
		if (extension == null || !extension.isCritical()) {
			return found(Code.WRONG_KEY_USAGE, "has no critical key usage");
		}
		int usages = KeyUsages.of(extension) & ~L18NoCaKeyUsage.CA_USAGES;
		if ((usages & KeyUsage.digitalSignature) == 0) {
			return found(Code.WRONG_KEY_USAGE, "lacks the key usage digitalSignature");
		}
		if ((usages & KeyUsage.keyEncipherment) != 0 && !mayEncipher(specimen)) {
			return found(Code.WRONG_KEY_USAGE,
					"has the key usage keyEncipherment, which neither key nor profile calls for");
		}
		return foundIf((usages & ~(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)) != 0, Code.WRONG_KEY_USAGE,
				"has a key usage that no TLS certificate needs");
	}

	private static boolean mayEncipher(Specimen specimen) {
		return specimen.rules().keyEncipherment() && specimen.key() instanceof KeyVerdict.Known(KeyAlgorithm algorithm)
				&& algorithm.isRsa();
	}

}
