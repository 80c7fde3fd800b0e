package handfast.validation;

import java.io.IOException;
import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Checks signatures of certificates, by a counted number of verifications for one path.
 * Links between CAs that verified are remembered by the SHA-256 of both sides: the answer
 * for the same bytes never changes, so the checker stays a pure function.
 */
final class PathSignatures {

	private static final Cache<Link, Boolean> VERIFIED = Caffeine.newBuilder()
		.maximumSize(1000)
		.expireAfterAccess(Duration.ofHours(1))
		.build();

	private int left;

	PathSignatures(int most) {
		this.left = most;
	}

	/**
	 * Whether the key signed the certificate; false too when this path has used up its
	 * verifications.
	 */
	boolean verifies(PathCertificate certificate, PathCertificate issuer) {
		if (!certificate.isCa()) {
			return verifies(certificate, issuer.publicKey());
		}
		Link link = new Link(certificate.fingerprint(), issuer.fingerprint());
		if (VERIFIED.getIfPresent(link) != null) {
			return true;
		}
		boolean verified = verifies(certificate, issuer.publicKey());
		if (verified) {
			VERIFIED.put(link, true);
		}
		return verified;
	}

	boolean verifies(PathCertificate certificate, SubjectPublicKeyInfo key) {
		return this.left-- > 0 && signed(certificate.holder(), key);
	}

	boolean areUsedUp() {
		return this.left <= 0;
	}

	private static boolean signed(X509CertificateHolder certificate, SubjectPublicKeyInfo key) {
		try {
			return Verifications.verifies(key, certificate.getSignatureAlgorithm(),
					certificate.toASN1Structure().getTBSCertificate().getEncoded(), certificate.getSignature());
		}
		// What can't be read has no signature.
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private record Link(Fingerprint certificate, Fingerprint issuer) {
	}

}
