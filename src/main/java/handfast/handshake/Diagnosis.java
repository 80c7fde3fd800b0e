package handfast.handshake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.starttls.Banner;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript;
import handfast.handshake.wire.Transcript.Side;
import handfast.x509.KeyNames;
import handfast.x509.CertificateSummary;
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

	private final @Nullable String startTls;

	private final @Nullable Exchange wider;

	private Diagnosis(Exchange exchange, String where, @Nullable String serverName, @Nullable String startTls,
			@Nullable Exchange wider) {
		this.exchange = exchange;
		this.where = where;
		this.serverName = serverName;
		this.startTls = startTls;
		this.wider = wider;
	}

	/**
	 * What went wrong with a site's handshake itself; its certificate is judged
	 * elsewhere.
	 * @param where the address, for people
	 * @param serverName SNI that was sent; null for none
	 * @param startTls protocol that was begun with in clear; null for TLS at once
	 * @param wider what a second connection with a wider offer showed; null where there
	 * was none
	 */
	static List<Finding> ofSite(Exchange exchange, String where, @Nullable String serverName, @Nullable String startTls,
			@Nullable Exchange wider) {
		Diagnosis diagnosis = new Diagnosis(exchange, where, serverName, startTls, wider);
		List<Finding> findings = new ArrayList<>();
		Failure failure = exchange.failure();
		if (failure != null) {
			findings.add(diagnosis.of(failure));
		}
		else if (exchange.certificateRequested() && !exchange.clientCertificateShown()) {
			findings.add(new Finding(Code.CLIENT_CERTIFICATE_REQUIRED, Severity.WARNING,
					where + " asks for a client certificate; it may turn away who shows none",
					"Bring a client certificate where the application answers 400 or 403", null));
		}
		DnsOverHttps.Answer application = exchange.application();
		if (application != null && application.fault() != null) {
			findings.add(finding(Code.DNS_OVER_HTTPS_FAILED, "Asked for an address by " + application.http() + " at "
					+ DnsOverHttps.PATH + ", " + where + " does not serve DNS: " + application.fault()));
		}
		int version = exchange.transcript().version();
		if (version != 0 && version < MessageParser.TLS_1_2) {
			findings.add(Finding.of(Code.PROTOCOL_TOO_OLD,
					where + " speaks " + Registry.version(version) + " at best, which RFC 8996 forbids"));
		}
		return findings;
	}

	/**
	 * The same for a proof, whose two ends have all in common but what the key can't do:
	 * a server that finds nothing to agree on, as the JDK's with a key of another kind,
	 * has the wrong key.
	 */
	static List<Finding> ofProof(Exchange exchange) {
		Failure failure = exchange.failure();
		return (failure != null && failure.alert() == AlertDescription.handshake_failure) ? List.of(keyMismatch())
				: ofDemonstration(exchange);
	}

	/**
	 * The same for a demonstration, whose two ends may have nothing in common.
	 */
	static List<Finding> ofDemonstration(Exchange exchange) {
		Failure failure = exchange.failure();
		if (failure != null) {
			return List.of(isOfKey(failure) ? keyMismatch()
					: new Diagnosis(exchange, "The server", null, null, null).of(failure));
		}
		return Boolean.TRUE.equals(exchange.keysEqual()) ? List.of()
				: List.of(Finding.of(Code.KEYS_DIFFER, "Client and server exported unlike keying material"));
	}

	// A key of another kind can't sign at all, which Bouncy Castle calls internal_error.
	private static boolean isOfKey(Failure failure) {
		return failure.alert() == AlertDescription.decrypt_error || failure.alert() == AlertDescription.internal_error;
	}

	private static Finding keyMismatch() {
		return finding(Code.KEY_MISMATCH,
				"The private key does not belong to the certificate: its signature in the handshake does not hold");
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
			case TIMED_OUT -> finding(Code.TIMED_OUT,
					this.where + " did not finish the handshake in time" + (nothingCame() ? nothingAtAll() : ""));
			case CLOSED -> this.exchange.certificateRequested() ? clientCertificate("closed the connection")
					: finding(Code.CLOSED_EARLY, this.where + " closed the connection " + (nothingCame()
							? "without an answer to " + lastOfOurs() : "in the middle of the handshake"));
			case TOO_MUCH -> tooMuch();
			case STARTTLS_MISSING -> finding(Code.STARTTLS_MISSING,
					this.where + " speaks " + this.startTls + " and does not offer STARTTLS; it says: "
							+ (failure.detail().isEmpty() ? "nothing" : failure.detail()));
			case OTHER_PROTOCOL -> otherProtocol();
			case BROKEN -> finding(Code.HANDSHAKE_FAILED,
					this.where + " and Handfast could not finish the handshake (" + failure.detail() + ")");
		};
	}

	private String nothingAtAll() {
		return (this.startTls != null)
				? "; it sent nothing at all. Where TLS begins at once, as on port 465, leave startTls out"
				: "; it sent nothing at all";
	}

	private String lastOfOurs() {
		return (this.startTls != null && this.exchange.transcript().entries().isEmpty())
				? "the first words of " + this.startTls : "the ClientHello";
	}

	private Finding tooMuch() {
		if (isCertificateTooLarge()) {
			return certificateTooLarge();
		}
		return (Story.serverHello(this.exchange.transcript()) == null)
				? finding(Code.NOT_TLS, this.where + " sends more than any handshake needs")
				: finding(Code.HANDSHAKE_FAILED, this.where + " sends more than any handshake needs");
	}

	private Finding otherProtocol() {
		String said = " (it says \"" + Banner.shown(this.exchange.firstBytes()) + "\")";
		String meant = Banner.protocol(this.exchange.firstBytes()).orElse("");
		if (meant.equals("TLS")) {
			return new Finding(Code.NOT_TLS, Severity.ERROR,
					this.where + " does not speak " + this.startTls + ": it answers with TLS at once",
					"Leave startTls out", null);
		}
		return Banner.startTls(this.exchange.firstBytes())
			.map((name) -> new Finding(Code.STARTTLS_EXPECTED, Severity.ERROR,
					this.where + " speaks " + meant + " and not " + this.startTls + said,
					"Ask with \"startTls\": \"" + name + "\"", null))
			.orElseGet(() -> finding(meant.equals("HTTP") ? Code.PLAINTEXT_HTTP : Code.NOT_TLS,
					this.where + " does not speak " + this.startTls + (meant.isEmpty() ? "" : " but " + meant) + said));
	}

	private boolean isCertificateTooLarge() {
		Transcript transcript = this.exchange.transcript();
		return transcript.unfinished(Side.SERVER)
			.filter((begun) -> begun.type() == Message.CERTIFICATE && begun.bytes() > ProbeClient.LARGEST_MESSAGE)
			.isPresent() || this.exchange.serverChain().size() > ProbeClient.LONGEST_CHAIN;
	}

	private Finding certificateTooLarge() {
		int certificates = this.exchange.serverChain().size();
		String size = (certificates > 0) ? certificates + " certificates"
				: this.exchange.transcript().unfinished(Side.SERVER).map(Transcript.Announced::bytes).orElse(0)
						+ " bytes of certificates";
		return finding(Code.CERTIFICATE_TOO_LARGE, this.where + " sends " + size + ", more than any client takes");
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
			case AlertDescription.insufficient_security -> early ? nothingShared(name) : handshakeFailed(name);
			case AlertDescription.handshake_failure -> early ? nothingShared(name) : handshakeFailed(name);
			// The server has opened another premaster secret than the one that was sent.
			case AlertDescription.decrypt_error,
					AlertDescription.bad_record_mac ->
				isRsaKeyExchange() ? finding(Code.KEY_MISMATCH,
						this.where + " could not open the premaster secret with its private key (alert " + name
								+ "): the key does not belong to the certificate")
						: handshakeFailed(name);
			default -> handshakeFailed(name);
		};
	}

	private boolean isRsaKeyExchange() {
		HandshakeReport.KeyExchange keys = Story.keyExchange(this.exchange.transcript());
		return keys != null && keys.method().equals("RSA");
	}

	/**
	 * The same alert tells of suites, groups and curves alike; what the server chose from
	 * a wider offer tells them apart.
	 */
	private Finding nothingShared(String alert) {
		Message.ServerHello hello = (this.wider == null) ? null
				: this.wider.transcript().first(Message.ServerHello.class).orElse(null);
		if (hello == null || this.wider == null) {
			return finding(Code.NO_SHARED_SUITE, this.where
					+ " found no cipher suite or parameter in common with the ClientHello (alert " + alert + ")");
		}
		Offer usual = Offer.site(null);
		String curve = this.wider.serverChain().isEmpty() ? null
				: KeyNames.oddCurve(CertificateSummary.of(this.wider.serverChain().getFirst()).keyAlgorithm());
		int group = (hello.group() != 0) ? hello.group()
				: this.wider.transcript()
					.first(Message.ServerKeyExchange.class)
					.map(Message.ServerKeyExchange::group)
					.orElse(0);
		if (hello.version() < MessageParser.TLS_1_3 && curve != null) {
			return finding(Code.CURVE_NOT_OFFERED, this.where + " has a certificate for a key on the curve " + curve
					+ ", which clients don't offer (alert " + alert + ")");
		}
		if (group != 0 && !Message.contains(usual.groups(), group)) {
			return finding(Code.NO_SHARED_GROUP, this.where + " wants the group " + Registry.group(group)
					+ ", which clients don't offer (alert " + alert + ")");
		}
		return finding(Code.NO_SHARED_SUITE, this.where + " wants the cipher suite " + Registry.suite(hello.suite())
				+ ", which clients don't offer (alert " + alert + ")");
	}

	private Finding raised(int alert) {
		String name = Registry.alert(alert);
		if (isCertificateTooLarge()) {
			return certificateTooLarge();
		}
		if (alert == AlertDescription.bad_certificate) {
			return finding(Code.MALFORMED_CERTIFICATE, "The certificate of " + this.where
					+ " can't be read, so whether it has the private key can't be told");
		}
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
		byte[] first = this.exchange.firstBytes();
		String said = " (it says \"" + Banner.shown(first) + "\")";
		String protocol = Banner.protocol(first).orElse("");
		if (protocol.equals("HTTP")
				|| new String(first, StandardCharsets.ISO_8859_1).startsWith("<") && Banner.startTls(first).isEmpty()) {
			return finding(Code.PLAINTEXT_HTTP, this.where + " speaks HTTP without TLS" + said);
		}
		return Banner.startTls(first)
			.map((name) -> new Finding(Code.STARTTLS_EXPECTED, Severity.ERROR,
					this.where + " speaks " + protocol + " in clear first and wants STARTTLS" + said,
					"Ask with \"startTls\": \"" + name + "\"", null))
			.orElseGet(() -> finding(Code.NOT_TLS,
					this.where + " does not speak TLS" + (protocol.isEmpty() ? "" : " but " + protocol) + said));
	}

	private Finding clientCertificate(String what) {
		return finding(Code.CLIENT_CERTIFICATE_REQUIRED, this.where + " asked for a client certificate, "
				+ (this.exchange.clientCertificateShown() ? "got one that it does not take, and " : "got none, and ")
				+ what);
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
