package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * L18, end entities and signers of OCSP answers: never keyCertSign or cRLSign.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3 RFC 5280 §4.2.1.3
 */
final class L18NoCaKeyUsage implements Lint {

	static final int CA_USAGES = KeyUsage.keyCertSign | KeyUsage.cRLSign;

	@Override
	public Set<Role> roles() {
		return NO_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		int usages = KeyUsages.of(specimen.extension(Extension.keyUsage));
		return foundIf((usages & CA_USAGES) != 0, Code.WRONG_KEY_USAGE, "has a key usage of CAs");
	}

}
