package handfast.handshake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript;
import handfast.handshake.HandshakeReport.KeyExchange;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.wire.Transcript.Entry;
import handfast.handshake.wire.Transcript.Side;
import handfast.x509.CertificateSummary;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * Tells a transcript as steps: each message with its fields and what it means, and
 * between them the moments that no message shows.
 */
final class Story {

	private final Explanations explanations;

	private final Exchange exchange;

	private final boolean tls13;

	private final List<Step> steps = new ArrayList<>();

	private final Map<String, Object> values = new HashMap<>();

	// RFC 9846 §4.4.2: the chain of a server comes first, that of a client after it.
	private boolean secured;

	private int finished;

	private Story(Explanations explanations, Exchange exchange) {
		this.explanations = explanations;
		this.exchange = exchange;
		this.tls13 = exchange.transcript().version() >= MessageParser.TLS_1_3;
	}

	/**
	 * All steps of a handshake.
	 * @param address of the server; null where both ends are in this process
	 */
	static List<Step> tell(Explanations explanations, Exchange exchange, @Nullable String address) {
		Story story = new Story(explanations, exchange);
		story.connected(address);
		exchange.transcript().entries().forEach(story::entry);
		return List.copyOf(story.steps);
	}

	/**
	 * How the keys were agreed on; null where it did not come to that.
	 */
	static @Nullable KeyExchange keyExchange(Transcript transcript) {
		Message.ServerHello hello = serverHello(transcript);
		if (hello == null) {
			return null;
		}
		if (hello.version() >= MessageParser.TLS_1_3) {
			String group = Registry.group(hello.group());
			return new KeyExchange(group.startsWith("ffdhe") ? "DHE" : "ECDHE", group);
		}
		Message.ServerKeyExchange share = transcript.first(Message.ServerKeyExchange.class).orElse(null);
		return switch (TlsUtils.getKeyExchangeAlgorithm(hello.suite())) {
			case KeyExchangeAlgorithm.RSA -> new KeyExchange("RSA", null);
			case KeyExchangeAlgorithm.DHE_RSA, KeyExchangeAlgorithm.DHE_DSS ->
				new KeyExchange("DHE", (share != null) ? share.primeBits() + " bits" : null);
			default -> new KeyExchange("ECDHE", (share != null) ? Registry.group(share.group()) : null);
		};
	}

	/**
	 * The scheme that the server proved its private key with.
	 */
	static @Nullable String signatureScheme(Transcript transcript) {
		return transcript.entries()
			.stream()
			.filter((entry) -> entry.from() == Side.SERVER)
			.map((entry) -> switch (entry.message()) {
				case Message.CertificateVerify verify -> verify.scheme();
				case Message.ServerKeyExchange share -> share.scheme();
				default -> 0;
			})
			.filter((scheme) -> scheme != 0)
			.map(Registry::scheme)
			.findFirst()
			.orElse(null);
	}

	static Message.@Nullable ServerHello serverHello(Transcript transcript) {
		return transcript.first(Message.ServerHello.class, (hello) -> !hello.retry()).orElse(null);
	}

	private void connected(@Nullable String address) {
		if (address != null) {
			this.values.put("address", address);
			moment("TCP connected", "connect", "moment.connected", 0, Map.of("address", address));
		}
		else {
			moment("Connected in memory", "connect", "moment.connected.memory", 0, Map.of());
		}
	}

	private void entry(Entry entry) {
		Told told = told(entry);
		this.values.putAll(told.fields());
		message(entry, told);
		momentsAfter(entry);
	}

	private Told told(Entry entry) {
		return switch (entry.message()) {
			case Message.ClientHello hello -> clientHello(hello);
			case Message.ServerHello hello -> serverHello(hello);
			case Message.EncryptedExtensions extensions -> encryptedExtensions(extensions);
			case Message.CertificateRequest request -> new Told("authentication", "CertificateRequest", Map
				.of("signatureSchemes", Registry.schemes(request.schemes()), "authorities", request.authorities()));
			case Message.Certificate certificate -> certificate(certificate, entry.from());
			case Message.CertificateVerify verify -> certificateVerify(verify, entry.from());
			case Message.ServerKeyExchange share -> serverKeyExchange(share);
			case Message.ServerHelloDone done -> new Told("server-hello", "ServerHelloDone", Map.of());
			case Message.ClientKeyExchange share -> clientKeyExchange(share);
			case Message.ChangeCipherSpec change -> new Told(this.tls13 ? lastPhase() : ready(entry.from()),
					this.tls13 ? "ChangeCipherSpec.compatibility" : "ChangeCipherSpec", Map.of());
			case Message.Finished done ->
				new Told(ready(entry.from()), "Finished." + entry.from().label() + (this.tls13 ? ".13" : ".12"),
						Map.of("verifyDataBytes", done.verifyDataBytes()));
			case Message.NewSessionTicket ticket -> new Told("after", "NewSessionTicket",
					Map.of("lifetimeSeconds", ticket.lifetimeSeconds(), "ticketBytes", ticket.ticketBytes()));
			case Message.CertificateStatus status -> new Told("authentication", "CertificateStatus", Map.of());
			case Message.ApplicationData data -> new Told("after", "ApplicationData", Map.of());
			case Message.Alert alert -> alert(alert, entry.from());
			case Message.Other other -> new Told("after", "Other", Map.of("type", other.type()));
		};
	}

	private Told clientHello(Message.ClientHello hello) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("random", hex(hello.random()));
		fields.put("sessionId", hex(hello.sessionId()));
		fields.put("versions", Registry.versions(hello.versions()));
		fields.put("cipherSuites", Registry.suites(hello.suites()));
		fields.put("groups", Registry.groups(hello.groups()));
		fields.put("keyShares", Registry.groups(hello.keyShares()));
		fields.put("signatureSchemes", Registry.schemes(hello.schemes()));
		putIf(fields, "serverName", hello.serverName());
		fields.put("alpn", hello.alpn());
		fields.put("extensions", extensions(hello.extensions()));
		this.values.put("suitesOffered", hello.suites().length);
		this.values.put("versionsOffered", String.join(", ", Registry.versions(hello.versions())));
		this.values.put("sharesOffered", String.join(" and ", Registry.groups(hello.keyShares())));
		boolean again = this.exchange.transcript()
			.first(Message.ServerHello.class, Message.ServerHello::retry)
			.isPresent() && this.values.containsKey("retryGroup");
		String key = again ? "ClientHello.again" : "ClientHello";
		return new Told("client-hello", (hello.serverName() != null) ? key : key + ".unnamed", fields);
	}

	private Told serverHello(Message.ServerHello hello) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("random", hex(hello.random()));
		fields.put("sessionId", hex(hello.sessionId()));
		fields.put("version", Registry.version(hello.version()));
		fields.put("cipherSuite", Registry.suite(hello.suite()));
		if (hello.group() != 0) {
			fields.put("group", Registry.group(hello.group()));
		}
		putIf(fields, "alpn", hello.alpn());
		fields.put("extensions", extensions(hello.extensions()));
		if (hello.retry()) {
			this.values.put("retryGroup", Registry.group(hello.group()));
			return new Told("server-hello", "HelloRetryRequest", fields);
		}
		return new Told("server-hello", this.tls13 ? "ServerHello.13" : "ServerHello.12", fields);
	}

	private Told encryptedExtensions(Message.EncryptedExtensions extensions) {
		Map<String, Object> fields = new LinkedHashMap<>();
		putIf(fields, "alpn", extensions.alpn());
		fields.put("extensions", extensions(extensions.extensions()));
		return new Told("server-hello",
				(extensions.alpn() != null) ? "EncryptedExtensions.alpn" : "EncryptedExtensions", fields);
	}

	private Told certificate(Message.Certificate certificate, Side from) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("certificates", certificate.chain().size());
		fields.put("ocspStaple", certificate.staple());
		if (certificate.chain().isEmpty()) {
			return new Told("authentication", "Certificate.none", fields);
		}
		CertificateSummary leaf = CertificateSummary.of(certificate.chain().getFirst());
		putIf(fields, "subject", leaf.subject());
		putIf(fields, "issuer", leaf.issuer());
		putIf(fields, "keyAlgorithm", leaf.keyAlgorithm());
		return new Told("authentication", "Certificate." + from.label(), fields);
	}

	private Told certificateVerify(Message.CertificateVerify verify, Side from) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("signatureScheme", (verify.scheme() != 0) ? Registry.scheme(verify.scheme()) : "of TLS 1.1");
		fields.put("signatureBytes", verify.signatureBytes());
		return new Told("private-key", "CertificateVerify." + from.label(), fields);
	}

	private Told serverKeyExchange(Message.ServerKeyExchange share) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("group", (share.group() != 0) ? Registry.group(share.group()) : share.primeBits() + " bits");
		if (share.scheme() != 0) {
			fields.put("signatureScheme", Registry.scheme(share.scheme()));
		}
		return new Told("private-key", "ServerKeyExchange", fields);
	}

	private Told clientKeyExchange(Message.ClientKeyExchange share) {
		return new Told("premaster-secret", isRsa() ? "ClientKeyExchange.rsa" : "ClientKeyExchange",
				Map.of("bytes", share.bytes()));
	}

	private Told alert(Message.Alert alert, Side from) {
		String name = Registry.alert(alert.description());
		String key = ((alert.description() == 0) ? "Alert.close." : "Alert.") + from.label();
		return new Told(this.steps.isEmpty() || !this.exchange.completed() ? lastPhase() : "after", key,
				Map.of("level", alert.fatal() ? "fatal" : "warning", "description", name));
	}

	private void momentsAfter(Entry entry) {
		switch (entry.message()) {
			case Message.ServerHello hello when this.tls13 && !hello.retry() -> {
				moment("Shared secret computed", "premaster-secret", "moment.secret.13", entry.atMicros(),
						Map.of("group", Registry.group(hello.group())));
				moment("Handshake encryption on", "session-keys", "moment.handshake-keys", entry.atMicros(), Map.of());
			}
			case Message.ClientKeyExchange share -> {
				moment(isRsa() ? "Premaster secret opened" : "Premaster secret computed",
						isRsa() ? "private-key" : "premaster-secret",
						isRsa() ? "moment.premaster.rsa" : "moment.premaster", entry.atMicros(), Map.of());
				moment("Session keys computed", "session-keys", "moment.session-keys.12", entry.atMicros(), Map.of());
			}
			case Message.Finished done -> finished(entry);
			default -> {
			}
		}
	}

	private void finished(Entry entry) {
		this.finished++;
		if (this.finished < 2 || this.secured || !this.exchange.completed()) {
			return;
		}
		this.secured = true;
		if (this.tls13) {
			moment("Session keys computed", "session-keys", "moment.session-keys.13", entry.atMicros(), Map.of());
		}
		if (Boolean.TRUE.equals(this.exchange.keysEqual())) {
			moment("Session keys compared", "session-keys", "moment.compared", entry.atMicros(), Map.of("equal", true));
		}
		moment("Encryption on", "secured", "moment.secured", entry.atMicros(),
				Map.of("cipherSuite", this.values.getOrDefault("cipherSuite", "")));
	}

	private void message(Entry entry, Told told) {
		add("message", entry.message().name(), entry.from().label(), entry.encrypted(), entry.atMicros(), entry.bytes(),
				told);
	}

	private void moment(String name, String phase, String key, long at, Map<String, Object> fields) {
		this.values.putAll(fields);
		add("moment", name, "both", false, at, 0, new Told(phase, key, fields));
	}

	private void add(String kind, String name, String from, boolean encrypted, long at, int bytes, Told told) {
		this.steps.add(new Step(this.steps.size() + 1, kind, name, from, encrypted, at, bytes, told.phase(),
				this.explanations.text(told.key(), this.values), told.fields()));
	}

	private boolean isRsa() {
		Message.ServerHello hello = serverHello(this.exchange.transcript());
		return hello != null && TlsUtils.getKeyExchangeAlgorithm(hello.suite()) == KeyExchangeAlgorithm.RSA;
	}

	private String lastPhase() {
		return this.steps.getLast().phase();
	}

	private static String ready(Side from) {
		return (from == Side.CLIENT) ? "client-ready" : "server-ready";
	}

	private static List<String> extensions(int[] types) {
		return java.util.Arrays.stream(types).mapToObj(Registry::extension).toList();
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	private static void putIf(Map<String, Object> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	/**
	 * What a message is told with.
	 *
	 * @param key of the explanation
	 */
	private record Told(String phase, String key, Map<String, Object> fields) {
	}

}
