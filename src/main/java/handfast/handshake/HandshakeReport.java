package handfast.handshake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.validation.Finding;
import handfast.x509.CertificateSummary;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a handshake, or in the handshakes of one proof, as the contract's JSON
 * shows it. Holds no key and no secret.
 *
 * @param target as asked for; null for a proof, which has none
 * @param address that was connected to
 * @param verdict {@code passed}, {@code passed-with-warnings} or {@code failed}
 * @param steps of the handshake that is told in full
 * @param otherAddresses what the name's other addresses answered
 * @param otherVersions of a proof: the first handshake of each other version, in full
 * @param handshakes of a proof: a line for each handshake
 * @param proven of a proof: SHA-256 of the bytes that were proven
 * @param findings most severe and most causal first
 * @param notes what a reader should know beside
 */
public record HandshakeReport(UUID id, @Nullable String target, @Nullable String address, @Nullable String serverName,
		Instant startedAt, String verdict, @Nullable String protocol, @Nullable String cipherSuite,
		@Nullable KeyExchange keyExchange, @Nullable String signatureScheme, @Nullable String alpn, List<Step> steps,
		SessionKeys sessionKeys, List<CertificateSummary> certificates, @Nullable Path path,
		@Nullable Expected expected, List<OtherAddress> otherAddresses, List<OtherVersion> otherVersions,
		List<Line> handshakes, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String proven,
		List<Finding> findings, List<String> notes) {

	static final String PASSED = "passed";

	static final String PASSED_WITH_WARNINGS = "passed-with-warnings";

	static final String FAILED = "failed";

	static final String NOT_APPLICABLE = "not-applicable";

	/**
	 * One that says no more than its verdict.
	 */
	public HandshakeReport(UUID id, String verdict, List<Line> handshakes) {
		this(id, null, null, null, Instant.EPOCH, verdict, null, null, null, null, null, List.of(),
				new SessionKeys(false, null), List.of(), null, null, List.of(), List.of(), handshakes, null, List.of(),
				List.of());
	}

	HandshakeReport withOtherAddresses(String newVerdict, List<OtherAddress> others, List<Finding> newFindings) {
		return new HandshakeReport(this.id, this.target, this.address, this.serverName, this.startedAt, newVerdict,
				this.protocol, this.cipherSuite, this.keyExchange, this.signatureScheme, this.alpn, this.steps,
				this.sessionKeys, this.certificates, this.path, this.expected, others, this.otherVersions,
				this.handshakes, this.proven, newFindings, this.notes);
	}

	/**
	 * A message that passed, or a moment that is no message.
	 *
	 * @param kind {@code message} or {@code moment}
	 * @param message name as in RFC 5246 and RFC 9846; of a moment, ours
	 * @param from {@code client}, {@code server}, or {@code both} for a moment
	 * @param atMicros since the connection was there
	 * @param bytes with the header of the message; 0 for a moment
	 * @param phase place in the classic telling
	 * @param fields decoded, by name
	 */
	public record Step(int number, String kind, String message, String from, boolean encrypted, long atMicros,
			int bytes, String phase, String explanation, Map<String, Object> fields) {
	}

	/**
	 * @param method {@code ECDHE}, {@code DHE} or {@code RSA}
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record KeyExchange(String method, @Nullable String group) {
	}

	/**
	 * Whether both ends hold the same session keys; can be told only where both ends are
	 * ours.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record SessionKeys(boolean compared, @Nullable Boolean equal) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Path(boolean trusted, @Nullable String anchor) {
	}

	public record Expected(String fingerprint, boolean matched) {
	}

	/**
	 * @param report id of the report that tells more; null where none is kept
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record OtherAddress(String address, String verdict, @Nullable String report, List<Finding> findings) {
	}

	/**
	 * A handshake of another version, told in full.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record OtherVersion(String protocol, @Nullable String cipherSuite, @Nullable KeyExchange keyExchange,
			@Nullable String signatureScheme, @Nullable String serverName, String verdict, List<Step> steps,
			SessionKeys sessionKeys) {
	}

	/**
	 * One handshake of a proof.
	 *
	 * @param verdict {@code passed}, {@code failed} or {@code not-applicable}
	 */
	public record Line(@Nullable String protocol, @Nullable String cipherSuite, @Nullable String serverName,
			String verdict) {
	}

}
