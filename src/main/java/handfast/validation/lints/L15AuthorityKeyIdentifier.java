package handfast.validation.lints;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * L15, all but roots: the authority key identifier is there, not critical, and its
 * keyIdentifier equals the subject key identifier of the certificate above.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.1 RFC 5280 §4.2.1.1
 */
final class L15AuthorityKeyIdentifier implements Lint {

	@Override
	public Set<Role> roles() {
		return BELOW_ROOT;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.authorityKeyIdentifier);
		if (extension == null) {
			return found(Code.AUTHORITY_KEY_ID, "has no authority key identifier");
		}
		if (extension.isCritical()) {
			return found(Code.AUTHORITY_KEY_ID, "has a critical authority key identifier");
		}
		byte[] identifier = AuthorityKeyIdentifier.getInstance(extension.getParsedValue()).getKeyIdentifierOctets();
		return foundIf(!isOf(identifier, specimen.issuer()), Code.AUTHORITY_KEY_ID,
				"has another authority key identifier than the subject key identifier of its issuer");
	}

	static boolean isOf(byte @Nullable [] identifier, X509CertificateHolder issuer) {
		Extension extension = issuer.getExtension(Extension.subjectKeyIdentifier);
		return identifier != null && extension != null && Arrays.equals(identifier,
				SubjectKeyIdentifier.getInstance(extension.getParsedValue()).getKeyIdentifier());
	}

}
