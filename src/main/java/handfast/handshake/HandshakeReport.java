package handfast.handshake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.scan.Scan;
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
 * @param startTls protocol that began in clear; null where TLS came at once
 * @param clientCertificate ours, and what became of it; null where none was brought
 * @param scan what the server takes; null where that was not asked for
 * @param application what it answered to the one question; null where none was asked
 * @param demonstration of one: what it showed, and how the server saw it
 */
public record HandshakeReport(UUID id, @Nullable String target, @Nullable String address, @Nullable String serverName,
		Instant startedAt, String verdict, @Nullable String protocol, @Nullable String cipherSuite,
		@Nullable KeyExchange keyExchange, @Nullable String signatureScheme, @Nullable String alpn, List<Step> steps,
		SessionKeys sessionKeys, List<CertificateSummary> certificates, @Nullable Path path,
		@Nullable Expected expected, List<OtherAddress> otherAddresses, List<OtherVersion> otherVersions,
		List<Line> handshakes, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String proven,
		List<Finding> findings, List<String> notes,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String startTls,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ClientCertificate clientCertificate,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Scan scan,
		@JsonInclude(JsonInclude.Include.NON_NULL) DnsOverHttps.@Nullable Answer application,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Demonstration demonstration) {

	public static final String PASSED = "passed";

	public static final String PASSED_WITH_WARNINGS = "passed-with-warnings";

	public static final String FAILED = "failed";

	public static final String NOT_APPLICABLE = "not-applicable";

	/**
	 * One of a handshake and nothing beside it.
	 */
	public HandshakeReport(UUID id, @Nullable String target, @Nullable String address, @Nullable String serverName,
			Instant startedAt, String verdict, @Nullable String protocol, @Nullable String cipherSuite,
			@Nullable KeyExchange keyExchange, @Nullable String signatureScheme, @Nullable String alpn,
			List<Step> steps, SessionKeys sessionKeys, List<CertificateSummary> certificates, @Nullable Path path,
			@Nullable Expected expected, List<OtherAddress> otherAddresses, List<OtherVersion> otherVersions,
			List<Line> handshakes, @Nullable String proven, List<Finding> findings, List<String> notes) {
		this(id, target, address, serverName, startedAt, verdict, protocol, cipherSuite, keyExchange, signatureScheme,
				alpn, steps, sessionKeys, certificates, path, expected, otherAddresses, otherVersions, handshakes,
				proven, findings, notes, null, null, null, null, null);
	}

	/**
	 * One that says no more than its verdict.
	 */
	public HandshakeReport(UUID id, String verdict, List<Line> handshakes) {
		this(id, null, null, null, Instant.EPOCH, verdict, null, null, null, null, null, List.of(),
				new SessionKeys(false, null), List.of(), null, null, List.of(), List.of(), handshakes, null, List.of(),
				List.of());
	}

	HandshakeReport withReach(@Nullable String protocolInClear, @Nullable ClientCertificate ours,
			DnsOverHttps.@Nullable Answer asked) {
		return with(this.verdict, this.otherAddresses, this.findings, protocolInClear, ours, this.scan, asked,
				this.demonstration);
	}

	HandshakeReport withScan(String newVerdict, Scan found, List<Finding> newFindings) {
		return with(newVerdict, this.otherAddresses, newFindings, this.startTls, this.clientCertificate, found,
				this.application, this.demonstration);
	}

	HandshakeReport withOtherAddresses(String newVerdict, List<OtherAddress> others, List<Finding> newFindings) {
		return with(newVerdict, others, newFindings, this.startTls, this.clientCertificate, this.scan, this.application,
				this.demonstration);
	}

	HandshakeReport withDemonstration(Demonstration shown) {
		return with(this.verdict, this.otherAddresses, this.findings, this.startTls, this.clientCertificate, this.scan,
				this.application, shown);
	}

	private HandshakeReport with(String newVerdict, List<OtherAddress> others, List<Finding> newFindings,
			@Nullable String protocolInClear, @Nullable ClientCertificate ours, @Nullable Scan found,
			DnsOverHttps.@Nullable Answer asked, @Nullable Demonstration shown) {
		return new HandshakeReport(this.id, this.target, this.address, this.serverName, this.startedAt, newVerdict,
				this.protocol, this.cipherSuite, this.keyExchange, this.signatureScheme, this.alpn, this.steps,
				this.sessionKeys, this.certificates, this.path, this.expected, others, this.otherVersions,
				this.handshakes, this.proven, newFindings, this.notes, protocolInClear, ours, found, asked, shown);
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
	public record SessionKeys(boolean compared, @Nullable Boolean equal, @Nullable Secret premasterSecret,
			@Nullable Secret sharedSecret) {

		public SessionKeys(boolean compared, @Nullable Boolean equal) {
			this(compared, equal, null, null);
		}

	}

	/**
	 * What the session keys are made from, compared by SHA-256 and never shown: the
	 * premaster secret up to TLS 1.2, the shared secret in TLS 1.3.
	 */
	public record Secret(boolean equal, int bytes) {
	}

	/**
	 * A handshake between two ends of ours, on certificates of a throw-away CA.
	 *
	 * @param scenario what is shown
	 * @param otherEnd the messages as the server saw them; the steps are the client's
	 * @param endsAgree whether each end saw what the other sent, message by message;
	 * where one ended the handshake, up to there
	 */
	public record Demonstration(String scenario, List<Seen> otherEnd, boolean endsAgree) {
	}

	/**
	 * A message as an end saw it.
	 *
	 * @param atMicros since the connection was there
	 */
	public record Seen(String message, String from, boolean encrypted, long atMicros, int bytes) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Path(boolean trusted, @Nullable String anchor) {
	}

	public record Expected(String fingerprint, boolean matched) {
	}

	/**
	 * A certificate of ours that was brought along.
	 *
	 * @param certificate id in the inventory
	 * @param asked whether the server asked for one
	 * @param shown whether it was shown
	 */
	public record ClientCertificate(UUID certificate, String fingerprint, boolean asked, boolean shown) {
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
