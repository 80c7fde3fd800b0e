package handfast.authority;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A CA as the REST API shows it.
 *
 * @param keyLocation {@code here}: in the database, encrypted
 * @param crl address of the whole list, for people; certificates name that of their shard
 * @param certificate PEM
 */
record AuthorityView(UUID id, String name, String kind, String subject, String keyAlgorithm, Sha256 fingerprint,
		Instant notBefore, Instant notAfter, String state, String keyLocation, String crl, String certificate) {

	static AuthorityView of(Authority authority, String publicUrl) {
		X509CertificateHolder certificate = authority.holder();
		return new AuthorityView(authority.id(), authority.name(), label(authority.kind()),
				Subjects.text(certificate.getSubject()), authority.keyAlgorithm().label(),
				new Sha256(Fingerprint.of(authority.der()).hex()), certificate.getNotBefore().toInstant(),
				certificate.getNotAfter().toInstant(), label(authority.state()), "here",
				publicUrl + "/pki/" + authority.id() + ".crl", Pem.certificate(authority.der()));
	}

	private static String label(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * A fingerprint by its algorithm.
	 */
	record Sha256(String sha256) {
	}

}
