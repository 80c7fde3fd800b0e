package handfast.handshake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import handfast.handshake.starttls.Talk;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript;
import handfast.handshake.HandshakeReport.KeyExchange;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.wire.Transcript.Entry;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.CipherSuite;
import handfast.x509.CertificateSummary;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * Tells a transcript as steps: each message with its fields and what it means, and
 * between them the moments that no message shows.
 */
final class Story {

	private static final int CLOSE_NOTIFY = 0;

	private static final int EXTENDED_MASTER_SECRET = 23;

	private static final int LONGEST_SAID = 120;

	private final Explanations explanations;

	private final Exchange exchange;

	private final boolean tls13;

	private final List<Step> steps = new ArrayList<>();

	// What was said before and later steps speak of.
	private final Map<String, Object> values = new HashMap<>();

	private int newestOffered;

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
		exchange.preamble().forEach(story::inClear);
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
			moment("TCP connected", "connect", "moment.connected", 0, Map.of("address", address));
		}
		else {
			moment("Connected in memory", "connect", "moment.connected.memory", 0, Map.of());
		}
	}

	private void inClear(Talk.Turn turn) {
		this.values.put("said", shortened(String.join(" / ", turn.said())));
		add("message", turn.name(), turn.from().label(), false, turn.atMicros(), turn.bytes(),
				new Told("connect", "StartTls." + turn.from().label(), Map.of("said", turn.said())));
	}

	private void entry(Entry entry) {
		Told told = told(entry);
		add("message", entry.message().name(), entry.from().label(), entry.encrypted(), entry.atMicros(), entry.bytes(),
				told);
		momentsAfter(entry);
	}

	private Told told(Entry entry) {
		return switch (entry.message()) {
			case Message.ClientHello hello -> clientHello(hello);
			case Message.ServerHello hello when hello.retry() -> helloRetryRequest(hello);
			case Message.ServerHello hello -> serverHello(hello);
			case Message.EncryptedExtensions extensions -> encryptedExtensions(extensions);
			case Message.CertificateRequest request -> certificateRequest(request);
			case Message.Certificate certificate -> certificate(certificate, entry.from());
			case Message.CertificateVerify verify -> certificateVerify(verify, entry.from());
			case Message.ServerKeyExchange share -> serverKeyExchange(share);
			case Message.ServerHelloDone done -> new Told("server-hello", Map.of(), "ServerHelloDone");
			case Message.ClientKeyExchange share -> new Told("premaster-secret", Map.of("bytes", share.bytes()),
					isRsa() ? "ClientKeyExchange.rsa" : "ClientKeyExchange");
			case Message.ChangeCipherSpec change ->
				this.tls13 ? new Told(lastPhase(), Map.of(), "ChangeCipherSpec.compatibility")
						: new Told(ready(entry.from()), Map.of(), "ChangeCipherSpec." + entry.from().label());
			case Message.Finished done ->
				new Told(ready(entry.from()), Map.of("verifyDataBytes", done.verifyDataBytes()),
						"Finished." + entry.from().label() + (this.tls13 ? ".13" : ".12"));
			case Message.NewSessionTicket ticket -> ticket(ticket);
			case Message.CertificateStatus status -> new Told("authentication",
					Map.of("type", status.type(), "ocspStapleBytes", status.stapleBytes()), "CertificateStatus");
			case Message.ApplicationData data ->
				new Told("after", Map.of("bytes", data.bytes()), "ApplicationData." + entry.from().label());
			case Message.Alert alert -> alert(alert, entry.from());
			case Message.Other other -> other(other);
			case Message.UnknownRecord unknown ->
				new Told(lastPhase(), Map.of("type", unknown.type()), "UnknownRecord");
		};
	}

	private Told clientHello(Message.ClientHello hello) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("legacyVersion", Registry.version(hello.legacyVersion()));
		fields.put("random", hex(hello.random()));
		fields.put("sessionId", hex(hello.sessionId()));
		fields.put("versions", Registry.versions(hello.versions()));
		putNamed(fields, "cipherSuites", Registry.suites(hello.suites()));
		fields.put("compressionMethods",
				Arrays.stream(hello.compressionMethods()).mapToObj(Registry::compressionMethod).toList());
		putNamed(fields, "groups", Registry.groups(hello.groups()));
		List<String> shares = hello.keyShares().stream().map((share) -> Registry.group(share.group())).toList();
		Map<String, Integer> shareBytes = new LinkedHashMap<>();
		hello.keyShares().forEach((share) -> shareBytes.put(Registry.group(share.group()), share.bytes()));
		fields.put("keyShares", shares);
		fields.put("keyShareBytes", shareBytes);
		fields.put("signatureSchemes", Registry.schemes(hello.schemes()));
		putIf(fields, "serverName", hello.serverName());
		fields.put("alpn", hello.alpn());
		fields.put("extensions", Registry.extensions(hello.extensions()));
		this.values.put("versionsOffered", join(Registry.versions(hello.versions())));
		this.values.put("suitesOffered", Arrays.stream(hello.suites()).filter((suite) -> !isSignal(suite)).count());
		this.values.put("groupsOffered", hello.groups().length);
		this.values.put("sharesOffered", join(shares));
		this.newestOffered = Arrays.stream(hello.versions())
			.filter((version) -> version <= MessageParser.TLS_1_3)
			.max()
			.orElse(0);
		return new Told("client-hello", fields, clientHelloKeys(hello));
	}

	// RFC 5746 §3.3, RFC 7507 §4: says something to the server and can't be chosen.
	private static boolean isSignal(int suite) {
		return suite == CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV || suite == CipherSuite.TLS_FALLBACK_SCSV;
	}

	private String[] clientHelloKeys(Message.ClientHello hello) {
		String name = (hello.serverName() != null) ? "named" : "unnamed";
		if (this.values.containsKey("retryGroup")) {
			return new String[] { "ClientHello.again." + name };
		}
		return new String[] { "ClientHello." + name,
				hello.keyShares().isEmpty() ? "ClientHello.shares.none" : "ClientHello.shares" };
	}

	private Told helloRetryRequest(Message.ServerHello hello) {
		String group = Registry.group(hello.group());
		this.values.put("retryGroup", group);
		return new Told("server-hello", fieldsOf(hello),
				(hello.group() != 0) ? "HelloRetryRequest" : "HelloRetryRequest.cookie");
	}

	private Told serverHello(Message.ServerHello hello) {
		String suite = Registry.suite(hello.suite());
		this.values.put("cipherSuite", suite);
		this.values.put("newestOffered", Registry.version(this.newestOffered));
		List<String> keys = new ArrayList<>();
		keys.add(this.tls13 ? "ServerHello.13" : "ServerHello.12");
		if (this.tls13) {
			keys.add("ServerHello.classic");
		}
		else {
			keys.add(isRsa() ? "ServerHello.rsa" : "ServerHello.dhe");
		}
		if (hello.version() < this.newestOffered) {
			keys.add("ServerHello.older");
		}
		return new Told("server-hello", fieldsOf(hello), keys.toArray(String[]::new));
	}

	private static Map<String, Object> fieldsOf(Message.ServerHello hello) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("legacyVersion", Registry.version(hello.legacyVersion()));
		fields.put("random", hex(hello.random()));
		fields.put("sessionId", hex(hello.sessionId()));
		fields.put("version", Registry.version(hello.version()));
		String suite = Registry.suite(hello.suite());
		fields.put("cipherSuite", suite);
		putIf(fields, "cipherSuiteRecommended", Registry.recommended(suite));
		fields.put("compressionMethod", Registry.compressionMethod(hello.compressionMethod()));
		if (hello.group() != 0) {
			String group = Registry.group(hello.group());
			fields.put("group", group);
			putIf(fields, "groupRecommended", Registry.recommended(group));
		}
		if (hello.keyShareBytes() != 0) {
			fields.put("keyShareBytes", hello.keyShareBytes());
		}
		putIf(fields, "alpn", hello.alpn());
		fields.put("extensions", Registry.extensions(hello.extensions()));
		return fields;
	}

	private static Told encryptedExtensions(Message.EncryptedExtensions extensions) {
		Map<String, Object> fields = new LinkedHashMap<>();
		putIf(fields, "alpn", extensions.alpn());
		fields.put("extensions", Registry.extensions(extensions.extensions()));
		return (extensions.alpn() != null)
				? new Told("server-hello", fields, "EncryptedExtensions", "EncryptedExtensions.alpn")
				: new Told("server-hello", fields, "EncryptedExtensions");
	}

	private static Told certificateRequest(Message.CertificateRequest request) {
		Map<String, Object> fields = new LinkedHashMap<>();
		if (request.certificateTypes().length > 0) {
			fields.put("certificateTypes",
					Arrays.stream(request.certificateTypes()).mapToObj(Registry::certificateType).toList());
		}
		fields.put("signatureSchemes", Registry.schemes(request.schemes()));
		fields.put("authorities", request.authorities());
		fields.put("extensions", Registry.extensions(request.extensions()));
		return new Told("authentication", fields,
				(request.authorities() > 0) ? "CertificateRequest.authorities" : "CertificateRequest");
	}

	private Told certificate(Message.Certificate certificate, Side from) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("certificates", certificate.chain().size());
		fields.put("certificateBytes", certificate.chain().stream().map((der) -> der.length).toList());
		if (this.tls13) {
			fields.put("certificateExtensions", certificate.extensions().stream().map(Registry::extensions).toList());
		}
		fields.put("ocspStaple", certificate.staple());
		if (certificate.staple()) {
			fields.put("ocspStapleBytes", certificate.stapleBytes());
		}
		if (certificate.chain().isEmpty()) {
			return new Told("authentication", fields, "Certificate.none");
		}
		CertificateSummary leaf = CertificateSummary.of(certificate.chain().getFirst());
		putIf(fields, "subject", leaf.subject());
		putIf(fields, "issuer", leaf.issuer());
		putIf(fields, "keyAlgorithm", leaf.keyAlgorithm());
		return new Told("authentication", fields, certificateKeys(certificate, leaf, from));
	}

	private String[] certificateKeys(Message.Certificate certificate, CertificateSummary leaf, Side from) {
		if (leaf.subject() == null) {
			return new String[] { "Certificate.unreadable" };
		}
		List<String> keys = new ArrayList<>();
		keys.add("Certificate." + from.label());
		keys.add((certificate.chain().size() > 1) ? "Certificate.chain." + from.label()
				: "Certificate.alone." + from.label());
		if (from == Side.SERVER && isRsa()) {
			keys.add("Certificate.encrypts");
		}
		if (certificate.staple()) {
			keys.add("Certificate.staple");
		}
		return keys.toArray(String[]::new);
	}

	private static Told certificateVerify(Message.CertificateVerify verify, Side from) {
		Map<String, Object> fields = new LinkedHashMap<>();
		String scheme = (verify.scheme() != 0) ? Registry.scheme(verify.scheme()) : "of TLS 1.1";
		fields.put("signatureScheme", scheme);
		fields.put("signatureBytes", verify.signatureBytes());
		String key = "CertificateVerify." + from.label();
		return scheme.startsWith("mldsa") ? new Told("private-key", fields, key, "CertificateVerify.mldsa")
				: new Told("private-key", fields, key);
	}

	private static Told serverKeyExchange(Message.ServerKeyExchange share) {
		Map<String, Object> fields = new LinkedHashMap<>();
		String group = (share.group() != 0) ? Registry.group(share.group())
				: "a prime of " + share.primeBits() + " bits";
		fields.put("group", group);
		if (share.group() != 0) {
			putIf(fields, "groupRecommended", Registry.recommended(group));
		}
		fields.put("keyShareBytes", share.shareBytes());
		if (share.scheme() != 0) {
			fields.put("signatureScheme", Registry.scheme(share.scheme()));
		}
		fields.put("signatureBytes", share.signatureBytes());
		return new Told("private-key", fields, "ServerKeyExchange", "ServerKeyExchange.forward-secrecy");
	}

	private static Told ticket(Message.NewSessionTicket ticket) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("lifetimeSeconds", ticket.lifetimeSeconds());
		fields.put("ticketBytes", ticket.ticketBytes());
		if (ticket.nonceBytes() > 0) {
			fields.put("nonceBytes", ticket.nonceBytes());
		}
		fields.put("extensions", Registry.extensions(ticket.extensions()));
		return new Told("after", fields,
				(ticket.lifetimeSeconds() > 0) ? "NewSessionTicket" : "NewSessionTicket.unlimited");
	}

	private Told alert(Message.Alert alert, Side from) {
		String name = Registry.alert(alert.description());
		Map<String, Object> fields = Map.of("level", alert.fatal() ? "fatal" : "warning", "description", name);
		String phase = this.exchange.completed() && this.secured ? "after" : lastPhase();
		if (alert.description() == CLOSE_NOTIFY) {
			return new Told(phase, fields, "Alert.close." + from.label());
		}
		String meaning = this.explanations.has("alert." + name) ? "alert." + name : "alert.unknown";
		return new Told(phase, fields, (alert.fatal() ? "Alert." : "Alert.warning.") + from.label(), meaning);
	}

	// What is known by its type and stands here none the less could not be read.
	private Told other(Message.Other other) {
		Map<String, Object> fields = Map.of("type", other.type(), "name", other.name());
		String key = this.explanations.has("Other." + other.name()) ? "Other." + other.name()
				: other.name().startsWith("HandshakeType") ? "Other" : "Other.unreadable";
		return new Told(lastPhase(), fields, key);
	}

	private void momentsAfter(Entry entry) {
		switch (entry.message()) {
			case Message.ServerHello hello when this.tls13 && !hello.retry() -> {
				String group = Registry.group(hello.group());
				moment("Shared secret computed", "premaster-secret",
						group.contains("MLKEM") ? "moment.secret.kem" : "moment.secret.13", entry.atMicros(),
						Map.of("group", group));
				secretCompared(entry.atMicros());
				moment("Handshake encryption on", "session-keys", "moment.handshake-keys", entry.atMicros(), Map.of());
			}
			case Message.ClientKeyExchange share -> {
				moment(isRsa() ? "Premaster secret opened" : "Premaster secret computed",
						isRsa() ? "private-key" : "premaster-secret",
						isRsa() ? "moment.premaster.rsa" : "moment.premaster", entry.atMicros(), Map.of());
				secretCompared(entry.atMicros());
				moment("Session keys computed", "session-keys",
						extendsMasterSecret() ? "moment.session-keys.12.extended" : "moment.session-keys.12",
						entry.atMicros(), Map.of());
			}
			case Message.Finished done -> finished(entry);
			default -> {
			}
		}
	}

	private void secretCompared(long at) {
		Exchange.ComparedSecret secret = this.exchange.secret();
		if (secret != null) {
			moment(this.tls13 ? "Shared secret compared" : "Premaster secret compared", "premaster-secret",
					secret.equal() ? "moment.secret.equal" : "moment.secret.unlike", at,
					Map.of("equal", secret.equal(), "bytes", secret.bytes()));
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

	private void moment(String name, String phase, String key, long at, Map<String, Object> fields) {
		add("moment", name, "both", false, at, 0, new Told(phase, fields, key));
	}

	private void add(String kind, String name, String from, boolean encrypted, long at, int bytes, Told told) {
		Map<String, Object> filling = new HashMap<>(this.values);
		told.fields().forEach((field, value) -> {
			if (!(value instanceof List)) {
				filling.put(field, value);
			}
		});
		String explanation = Arrays.stream(told.keys())
			.map((key) -> this.explanations.text(key, filling))
			.collect(Collectors.joining(" "));
		this.steps.add(new Step(this.steps.size() + 1, kind, name, from, encrypted, at, bytes, told.phase(),
				explanation, told.fields()));
	}

	private boolean extendsMasterSecret() {
		Message.ServerHello hello = serverHello(this.exchange.transcript());
		return hello != null && Message.contains(hello.extensions(), EXTENDED_MASTER_SECRET);
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

	// With what the registry says of each.
	private static void putNamed(Map<String, Object> fields, String name, List<String> names) {
		fields.put(name, names);
		fields.put(name + "Recommended", Registry.recommended(names));
	}

	private static String join(List<String> names) {
		int last = names.size() - 1;
		return (last < 1) ? String.join("", names)
				: String.join(", ", names.subList(0, last)) + " and " + names.get(last);
	}

	private static String shortened(String text) {
		return (text.length() > LONGEST_SAID) ? text.substring(0, LONGEST_SAID) + "…" : text;
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
	 * @param keys of the sentences that explain it
	 */
	private record Told(String phase, Map<String, Object> fields, String... keys) {

		private Told(String phase, String key, Map<String, Object> fields) {
			this(phase, fields, key);
		}

	}

}
