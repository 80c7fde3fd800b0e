package handfast.authority;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import handfast.x509.PermitRule;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A CA as the REST API shows it.
 *
 * @param series what profiles name; CAs that follow one another share it
 * @param state {@code active}, {@code published} before its turn, {@code retiring} after
 * it, {@code awaiting} while another CA has to make its certificate, {@code paused},
 * {@code destroyed}
 * @param keyLocation {@code here}: in the database, encrypted; {@code destroyed}
 * @param issuer id of the CA above it; null for a root, and under a CA elsewhere
 * @param pathLength how many CAs may stand below it; null for any number
 * @param permitted what it may certify alone; empty for all
 * @param crl address of the whole list, for people; certificates name that of their shard
 * @param certificate PEM; null while another CA has to make it
 * @param csr PEM, for that CA
 */
record AuthorityView(UUID id, String series, String name, String kind, String subject, String keyAlgorithm,
		@Nullable Sha256 fingerprint, @Nullable Instant notBefore, @Nullable Instant notAfter, String state,
		Instant stateSince, String keyLocation, @Nullable UUID issuer, @Nullable Integer pathLength,
		List<String> permitted, @Nullable String crl, @Nullable String certificate, @Nullable String csr) {

	static AuthorityView of(Authority authority, String publicUrl) {
		X509CertificateHolder certificate = authority.holder();
		return new AuthorityView(authority.id(), authority.series(), authority.name(), label(authority.kind()),
				Subjects.text(certificate.getSubject()), authority.keyAlgorithm().label(),
				new Sha256(Fingerprint.of(authority.der()).hex()), certificate.getNotBefore().toInstant(),
				certificate.getNotAfter().toInstant(), label(authority.state()), authority.stateSince(),
				(authority.state() == Authority.State.DESTROYED) ? "destroyed" : "here", authority.issuer(),
				(authority.pathLength() >= 0) ? authority.pathLength() : null, values(authority.permitted()),
				publicUrl + "/pki/" + authority.id() + ".crl", Pem.certificate(authority.der()), null);
	}

	static AuthorityView of(AwaitingAuthority authority) {
		CaTerms terms = authority.terms();
		return new AuthorityView(authority.id(), terms.series(), String.join(", ", terms.subject().commonNames()),
				label(Authority.Kind.ISSUING), terms.subject().value(), terms.algorithm().label(), null, null, null,
				label(Authority.State.AWAITING), authority.createdAt(), "here", null, terms.pathLength(),
				values(terms.permitted()), null, null, Pem.write("CERTIFICATE REQUEST", authority.csr()));
	}

	private static List<String> values(List<PermitRule> rules) {
		return rules.stream().map(PermitRule::value).toList();
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
