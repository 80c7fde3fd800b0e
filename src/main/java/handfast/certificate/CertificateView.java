package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.validation.Finding;
import handfast.x509.ObservedName;
import handfast.x509.Pem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A certificate as the REST API shows it.
 *
 * @param chain PEM: leaf, then issuing CA; never the root
 * @param orphan there for an orphan alone, whose certificate nobody has
 * @param history there where one certificate was asked for
 */
public record CertificateView(UUID id, String serialNumber, Status status,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean orphan, UUID owner, Certificate.Kind kind,
		@Nullable String profile, @Nullable String profileVersion, List<ObservedName> names, String subject,
		String issuer, @Nullable UUID authority, Instant notBefore, Instant notAfter,
		@Nullable FingerprintView fingerprint, String keyAlgorithm, boolean keyHeld, UUID lineage,
		@Nullable UUID predecessor, @Nullable UUID successor, @Nullable RevocationView revocation, RenewalView renewal,
		List<Contact> contacts, @Nullable String certificate, @Nullable String chain, List<String> warnings,
		SelfTestView selfTest, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Event> history) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<List<Map<String, Object>>> HANDSHAKES = new TypeReference<>() {
	};

	private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {
	};

	public record FingerprintView(String sha256) {
	}

	/**
	 * @param reason RFC 5280 name, null for an orphan
	 */
	public record RevocationView(Instant at, @Nullable String reason) {
	}

	/**
	 * When to have the successor made.
	 *
	 * @param auto whether Handfast does so by itself
	 */
	public record RenewalView(Instant from, Instant until, boolean auto) {
	}

	/**
	 * What the last proof said.
	 *
	 * @param findings why it failed, or what to know all the same; most severe first
	 * @param verify the call that verifies the site, where there is no self-test
	 */
	public record SelfTestView(String verdict, @Nullable String report, List<Map<String, Object>> handshakes,
			List<Finding> findings, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String verify) {
	}

	/**
	 * One line of a certificate's history.
	 *
	 * @param event {@code issued}, {@code proven}, {@code superseded}, {@code held} or
	 * {@code revoked}
	 * @param certificate what it happened to: itself, or one of its line
	 */
	public record Event(Instant at, String event, UUID certificate, @Nullable String detail) {
	}

	public static CertificateView of(Certificate certificate, Instant now) {
		return of(certificate, now, null);
	}

	static CertificateView of(Certificate certificate, Instant now, @Nullable List<Event> history) {
		byte[] der = certificate.der();
		return new CertificateView(certificate.id(), certificate.serial(), certificate.status(now),
				certificate.orphan() ? true : null, certificate.owner(), certificate.kind(), certificate.profile(),
				certificate.profileVersion(), certificate.names(), certificate.subject(), certificate.issuer(),
				certificate.authority(), certificate.notBefore(), certificate.notAfter(), fingerprint(certificate),
				certificate.keyAlgorithm(), certificate.keyHeld(), certificate.lineage(), certificate.predecessor(),
				certificate.successor(), revocation(certificate), renewal(certificate), certificate.upkeep().contacts(),
				(der != null) ? Pem.certificate(der) : null, (der != null) ? chain(whole(certificate)) : null,
				List.of(), selfTest(certificate), history);
	}

	private static @Nullable FingerprintView fingerprint(Certificate certificate) {
		return (certificate.fingerprint() != null) ? new FingerprintView(certificate.fingerprint().hex()) : null;
	}

	private static @Nullable RevocationView revocation(Certificate certificate) {
		Certificate.Revocation revocation = certificate.revocation();
		return (revocation != null) ? new RevocationView(revocation.at(), revocation.reason()) : null;
	}

	/**
	 * The last third of its life, which begins up to a twelfth of that life later by what
	 * the id says: a thousand made at once are not renewed at once.
	 */
	private static RenewalView renewal(Certificate certificate) {
		return new RenewalView(certificate.renewalFrom(), certificate.notAfter(), certificate.renewsItself());
	}

	/**
	 * The DER of the certificate and of those above it.
	 */
	static List<byte[]> whole(Certificate certificate) {
		List<byte[]> whole = new ArrayList<>(List.of(certificate.requireDer()));
		whole.addAll(certificate.chain());
		return whole;
	}

	static String chain(List<byte[]> certificates) {
		return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
	}

	private static SelfTestView selfTest(Certificate certificate) {
		Certificate.Proof proof = certificate.proof();
		if (proof == null || proof.verdict().equals("not-run")) {
			boolean server = certificate.kind() == Certificate.Kind.END_ENTITY;
			return new SelfTestView("not-run", null, List.of(), List.of(), server ? verifyCall(certificate) : null);
		}
		UUID report = proof.report();
		return new SelfTestView(proof.verdict(), (report != null) ? "/api/v1/handshakes/" + report : null,
				JSON.readValue(proof.summary(), HANDSHAKES), JSON.readValue(proof.findings(), FINDINGS), null);
	}

	private static String verifyCall(Certificate certificate) {
		String host = certificate.names()
			.stream()
			.filter((name) -> name.type().equals("dns") || name.type().equals("ip"))
			.map((name) -> name.value().contains(":") ? "[" + name.value() + "]" : name.value())
			.findFirst()
			.orElse("HOST")
			.replaceFirst("^\\*\\.", "www.");
		return "POST /api/v1/handshakes {\"target\": \"" + host + ":443\", \"expect\": {\"certificate\": \""
				+ certificate.id() + "\"}}";
	}

}
