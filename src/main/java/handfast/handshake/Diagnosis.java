package handfast.handshake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.x509.Printable;
import handfast.egress.EgressRefused;
import handfast.handshake.Exchange.Failure;
import handfast.handshake.wire.Transcript.Entry;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.bouncycastle.tls.AlertDescription;
import org.jspecify.annotations.Nullable;

/**
 * Why a handshake failed: the alert, who raised it, the last message before it and the
 * first bytes of the server together name the cause.
 */
final class Diagnosis {

	private final Exchange exchange;

	private final String where;

	private final @Nullable String serverName;

	private Diagnosis(Exchange exchange, String where, @Nullable String serverName) {
		this.exchange = exchange;
		this.where = where;
		this.serverName = serverName;
	}

	/**
	 * What went wrong with a site's handshake itself; its certificate is judged
	 * elsewhere.
	 * @param where the address, for people
	 * @param serverName SNI that was sent; null for none
	 */
	static List<Finding> ofSite(Exchange exchange, String where, @Nullable String serverName) {
		Diagnosis diagnosis = new Diagnosis(exchange, where, serverName);
		List<Finding> findings = new ArrayList<>();
		Failure failure = exchange.failure();
		if (failure != null) {
			findings.add(diagnosis.of(failure));
		}
		else if (exchange.certificateRequested()) {
			findings.add(new Finding(Code.CLIENT_CERTIFICATE_REQUIRED, Severity.WARNING,
					where + " asks for a client certificate; it may turn away who shows none",
					"Bring a client certificate where the application answers 400 or 403", null));
		}
		int version = exchange.transcript().version();
		if (version != 0 && version < MessageParser.TLS_1_2) {
			findings.add(Finding.of(Code.PROTOCOL_TOO_OLD,
					where + " speaks " + Registry.version(version) + " at best, which RFC 8996 forbids"));
		}
		return findings;
	}

	/**
	 * The same for a handshake inside the process.
	 */
	static List<Finding> ofProof(Exchange exchange) {
		List<Finding> findings = new ArrayList<>();
		Failure failure = exchange.failure();
		if (failure != null) {
			findings.add(isOfKey(failure) ? finding(Code.KEY_MISMATCH,
					"The private key does not belong to the certificate: its signature in the handshake does not hold")
					: new Diagnosis(exchange, "The server", null).of(failure));
		}
		else if (!Boolean.TRUE.equals(exchange.keysEqual())) {
			findings.add(Finding.of(Code.KEYS_DIFFER, "Client and server exported unlike keying material"));
		}
		return findings;
	}

	// A key of another kind can't sign at all: Bouncy Castle calls that internal_error,
	// the
	// JDK handshake_failure.
	private static boolean isOfKey(Failure failure) {
		return failure.alert() == AlertDescription.decrypt_error || failure.alert() == AlertDescription.internal_error
				|| failure.alert() == AlertDescription.handshake_failure;
	}

	/**
	 * Why there is no connection.
	 */
	static Finding of(EgressRefused refused) {
		Code code = switch (refused.reason()) {
			case NOT_RESOLVED -> Code.NAME_NOT_RESOLVED;
			case DENIED -> Code.EGRESS_DENIED;
			case TIMED_OUT, TOO_MANY -> Code.TIMED_OUT;
			case REFUSED, UNREACHABLE -> Code.REFUSED;
		};
		return Finding.of(code, String.valueOf(refused.getMessage()));
	}

	private Finding of(Failure failure) {
		return switch (failure.kind()) {
			case ALERT_RECEIVED -> received(failure.alert());
			case ALERT_RAISED -> raised(failure.alert());
			case NOT_TLS -> notTls();
			case TIMED_OUT -> finding(Code.TIMED_OUT, this.where + " did not finish the handshake in time"
					+ (nothingCame() ? "; it sent nothing at all" : ""));
			case CLOSED -> this.exchange.certificateRequested() ? clientCertificate("closed the connection")
					: finding(Code.CLOSED_EARLY, this.where + " closed the connection " + (nothingCame()
							? "without an answer to the ClientHello" : "in the middle of the handshake"));
			case TOO_MUCH -> finding(Code.NOT_TLS, this.where + " sends more than any handshake needs");
			case BROKEN -> finding(Code.HANDSHAKE_FAILED,
					this.where + " and Handfast could not finish the handshake (" + failure.detail() + ")");
		};
	}

	private Finding received(int alert) {
		String name = Registry.alert(alert);
		boolean early = Story.serverHello(this.exchange.transcript()) == null;
		if (alert == AlertDescription.certificate_required || this.exchange.certificateRequested()) {
			return clientCertificate("ended the connection with the alert " + name);
		}
		return switch (alert) {
			case AlertDescription.protocol_version ->
				finding(Code.NO_SHARED_VERSION, this.where + " takes none of TLS 1.0 to 1.3 (alert " + name + ")");
			case AlertDescription.unrecognized_name -> finding(Code.SNI_REQUIRED,
					(this.serverName == null)
							? this.where + " refuses a connection without a server name (alert " + name + ")"
							: this.where + " does not know the name " + this.serverName + " (alert " + name + ")");
			case AlertDescription.insufficient_security -> finding(Code.NO_SHARED_SUITE,
					this.where + " finds none of the offered cipher suites good enough (alert " + name + ")");
			case AlertDescription.handshake_failure -> early
					? finding(Code.NO_SHARED_SUITE, this.where
							+ " found no cipher suite or parameter in common with the ClientHello (alert " + name + ")")
					: handshakeFailed(name);
			default -> handshakeFailed(name);
		};
	}

	private Finding raised(int alert) {
		String name = Registry.alert(alert);
		boolean early = Story.serverHello(this.exchange.transcript()) == null;
		if (alert == AlertDescription.decrypt_error) {
			return finding(Code.KEY_MISMATCH, "The signature that " + this.where
					+ " proves its private key with does not verify under its certificate");
		}
		if (alert == AlertDescription.protocol_version) {
			return finding(Code.NO_SHARED_VERSION, this.where + " answers with a version that was not offered");
		}
		return early
				? finding(Code.NOT_TLS, this.where + " answers with something that is no ServerHello (" + name + ")")
				: finding(Code.HANDSHAKE_FAILED,
						"Handfast ended the handshake with the alert " + name + " after " + lastMessage());
	}

	private Finding notTls() {
		String banner = new String(this.exchange.firstBytes(), StandardCharsets.ISO_8859_1);
		String shown = Printable.of(banner.lines().findFirst().orElse(""));
		String quoted = " (it says \"" + ((shown.length() > 60) ? shown.substring(0, 60) + "…" : shown) + "\")";
		String lower = banner.toLowerCase(Locale.ROOT);
		if (lower.startsWith("http/") || lower.startsWith("<")) {
			return finding(Code.PLAINTEXT_HTTP, this.where + " speaks HTTP without TLS" + quoted);
		}
		if (lower.startsWith("220") || lower.startsWith("* ok") || lower.startsWith("+ok")) {
			return finding(Code.STARTTLS_EXPECTED, this.where + " speaks in clear first and wants STARTTLS" + quoted);
		}
		return finding(Code.NOT_TLS, this.where + " does not speak TLS" + quoted);
	}

	private Finding clientCertificate(String what) {
		return finding(Code.CLIENT_CERTIFICATE_REQUIRED,
				this.where + " asked for a client certificate, got none, and " + what);
	}

	private Finding handshakeFailed(String alert) {
		return finding(Code.HANDSHAKE_FAILED,
				this.where + " ended the handshake with the alert " + alert + " after " + lastMessage());
	}

	private static Finding finding(Code code, String cause) {
		return new Finding(code, Severity.ERROR, cause, code.fix(), null);
	}

	private boolean nothingCame() {
		return this.exchange.firstBytes().length == 0;
	}

	private String lastMessage() {
		List<Entry> entries = this.exchange.transcript()
			.entries()
			.stream()
			.filter((entry) -> !(entry.message() instanceof Message.Alert))
			.toList();
		return entries.isEmpty() ? "the connection was made" : entries.getLast().message().name();
	}

}
