package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * L19, CAs: keyUsage is critical with keyCertSign and cRLSign, and at most
 * digitalSignature besides, for a CA that signs OCSP answers itself.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3 RFC 5280 §4.2.1.3
 */
final class L19CaKeyUsage implements Lint {

	@Override
	public Set<Role> roles() {
		return CAS;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.keyUsage);
		int usages = KeyUsages.of(extension) & ~KeyUsage.digitalSignature;
		return foundIf(extension == null || !extension.isCritical() || usages != L18NoCaKeyUsage.CA_USAGES,
				Code.WRONG_KEY_USAGE, "is a CA whose key usage is not critical with keyCertSign and cRLSign");
	}

}
