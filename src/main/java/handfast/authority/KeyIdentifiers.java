package handfast.authority;

import java.util.Arrays;

import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Subject key identifiers: the leftmost 160 bits of SHA-256 over the public key's bits.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7093#section-2 RFC 7093 §2 method 1
 */
final class KeyIdentifiers {

	private KeyIdentifiers() {
	}

	static byte[] of(SubjectPublicKeyInfo key) {
		return Arrays.copyOf(Fingerprint.of(key.getPublicKeyData().getOctets()).bytes(), 20);
	}

	/**
	 * As the certificate of a CA names its key, which for one from elsewhere may be made
	 * in another way.
	 */
	static byte[] in(X509CertificateHolder certificate) {
		SubjectKeyIdentifier named = SubjectKeyIdentifier.fromExtensions(certificate.getExtensions());
		return (named != null) ? named.getKeyIdentifier() : of(certificate.getSubjectPublicKeyInfo());
	}

}
