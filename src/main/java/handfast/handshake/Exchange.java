package handfast.handshake;

import java.util.List;

import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.starttls.Talk;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.Transcript;
import org.jspecify.annotations.Nullable;

/**
 * One handshake as it went: what passed, what was agreed, how it ended. Filled by the
 * engine while it runs.
 */
final class Exchange {

	private final Transcript transcript = new Transcript();

	private @Nullable Agreed agreed;

	private @Nullable Failure failure;

	private @Nullable Boolean keysEqual;

	private @Nullable ComparedSecret secret;

	private boolean certificateRequested;

	private List<Talk.Turn> preamble = List.of();

	private byte @Nullable [] staple;

	private DnsOverHttps.@Nullable Answer application;

	private boolean asksApplication;

	private byte[] firstBytes = new byte[0];

	Transcript transcript() {
		return this.transcript;
	}

	/**
	 * What both ends agreed on; null where the handshake did not come to its end.
	 */
	@Nullable Agreed agreed() {
		return this.agreed;
	}

	@Nullable Failure failure() {
		return this.failure;
	}

	/**
	 * Whether both ends exported the same keying material; null where it could not be
	 * compared.
	 */
	@Nullable Boolean keysEqual() {
		return this.keysEqual;
	}

	/**
	 * Whether both ends' key exchange came to the same secret; null where it was not
	 * watched.
	 */
	@Nullable ComparedSecret secret() {
		return this.secret;
	}

	boolean certificateRequested() {
		return this.certificateRequested;
	}

	/**
	 * The first bytes that came from the server.
	 */
	byte[] firstBytes() {
		return this.firstBytes;
	}

	/**
	 * What was said in clear before TLS, where STARTTLS was asked for.
	 */
	List<Talk.Turn> preamble() {
		return this.preamble;
	}

	/**
	 * DER of the OCSP answer that the server stapled; null for none.
	 */
	byte @Nullable [] staple() {
		return this.staple;
	}

	/**
	 * What the application answered, where one was asked after the handshake.
	 */
	DnsOverHttps.@Nullable Answer application() {
		return this.application;
	}

	List<byte[]> serverChain() {
		return this.transcript.serverCertificate().map(Message.Certificate::chain).orElse(List.of());
	}

	/**
	 * Whether we showed a certificate of ours.
	 */
	boolean clientCertificateShown() {
		return this.transcript.entries()
			.stream()
			.filter((entry) -> entry.from() == Transcript.Side.CLIENT)
			.map(Transcript.Entry::message)
			.anyMatch((message) -> message instanceof Message.Certificate shown && !shown.chain().isEmpty());
	}

	boolean completed() {
		return this.agreed != null;
	}

	void agree(Agreed values) {
		this.agreed = values;
	}

	/**
	 * The handshake is over and the application is asked: what breaks now is told of
	 * that, but for a client certificate, which is refused as late as here.
	 */
	void askApplication() {
		this.asksApplication = true;
	}

	void fail(Failure cause) {
		if (this.failure == null && (!this.asksApplication || this.certificateRequested)) {
			this.failure = cause;
		}
	}

	void compareKeys(boolean equal) {
		this.keysEqual = equal;
	}

	void compareSecrets(ComparedSecret compared) {
		this.secret = compared;
	}

	void requestCertificate() {
		this.certificateRequested = true;
	}

	void preamble(List<Talk.Turn> turns) {
		this.preamble = turns;
	}

	void staple(byte[] der) {
		this.staple = der;
	}

	void application(DnsOverHttps.Answer answer) {
		this.application = answer;
	}

	void firstBytes(byte[] bytes) {
		this.firstBytes = bytes;
	}

	/**
	 * What was agreed on.
	 *
	 * @param exporter whether keying material could be exported (RFC 7627 §5.4 forbids it
	 * without extended_master_secret)
	 */
	record Agreed(int version, int suite, @Nullable String alpn, boolean extendedMasterSecret, boolean exporter) {
	}

	/**
	 * The premaster secret or shared secret, compared by hash.
	 *
	 * @param bytes its length
	 */
	record ComparedSecret(boolean equal, int bytes) {
	}

	/**
	 * Why it ended.
	 *
	 * @param alert number of the alert; −1 where there was none
	 * @param detail for people; of a stranger only what is printable and short
	 */
	record Failure(Kind kind, int alert, String detail) {

		/**
		 * Who ended it.
		 */
		enum Kind {

			ALERT_RECEIVED, ALERT_RAISED, CLOSED, TIMED_OUT, TOO_MUCH, NOT_TLS, BROKEN, STARTTLS_MISSING, OTHER_PROTOCOL

		}

	}

}
