package handfast.validation.lints;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * L23, issuing CAs: the extended key usage holds all purposes that its profiles may issue
 * for, and not anyExtendedKeyUsage. OCSPSigning need not be there.
 *
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §7.1.2.10.6
 */
final class L23CaExtendedKeyUsage implements Lint {

	@Override
	public Set<Role> roles() {
		return SUB_CA;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.extendedKeyUsage);
		List<String> purposes = (extension != null) ? Purposes.of(extension) : List.of();
		Set<String> wanted = new HashSet<>(specimen.rules().purposes());
		wanted.remove(KeyPurposeId.id_kp_OCSPSigning.getId());
		return foundIf(
				purposes.isEmpty() || !purposes.containsAll(wanted)
						|| purposes.contains(KeyPurposeId.anyExtendedKeyUsage.getId()),
				Code.WRONG_EXTENDED_KEY_USAGE, "is an issuing CA that lacks a purpose of its profiles");
	}

}
