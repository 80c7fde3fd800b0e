package handfast.handshake;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.Peers;
import handfast.handshake.Capture.Seen;
import handfast.handshake.StartTlsServers.Kind;
import handfast.handshake.starttls.Preambles;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Transcript.Entry;
import handfast.handshake.wire.Transcript.Side;
import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our list of messages beside the one of tshark, which saw the packets and was given our
 * client's secrets; our exported keying material beside OpenSSL's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsideObserversTests {

	private static final Pattern KEYING_MATERIAL = Pattern.compile("Keying material: ([0-9A-F]{64})");

	private static final TestChain EC = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");

	private static final TestChain RSA = TestChain.of(KeyAlgorithm.RSA_2048, "shop.test");

	private final Crypto crypto = new Crypto(new SecureRandom());

	private final LoopbackServers servers = new LoopbackServers();

	private final List<StartTlsServers> others = new ArrayList<>();

	private final List<Watched> watched = new ArrayList<>();

	private final Map<Integer, String> dissectors = new HashMap<>();

	private final List<String> keyLog = new ArrayList<>();

	private Capture capture;

	private Map<Integer, List<Seen>> seen;

	@BeforeAll
	void watch(@TempDir Path folder) throws Exception {
		this.capture = Capture.start(folder);
		shake("nginx", this.servers.nginx(EC, ""));
		shake("nginx, RSA key", this.servers.nginx(RSA, ""));
		shake("nginx, TLS 1.2", this.servers.nginx(RSA, "TLSv1.2", ""));
		shake("nginx, TLS 1.2 with RSA key exchange", this.servers.nginx(RSA, "TLSv1.2", "ssl_ciphers AES128-SHA256;"));
		shake("nginx, TLS 1.2 with DHE", this.servers.openssl(RSA, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"));
		shake("nginx, HelloRetryRequest", this.servers.nginx(EC, "ssl_ecdh_curve secp521r1;"));
		shake("nginx, asks for a certificate", this.servers.nginx(EC, "ssl_verify_client optional_no_ca;"));
		shake("Apache", apache());
		openssl("OpenSSL s_server", EC);
		openssl("OpenSSL s_server, TLS 1.2", RSA, "-tls1_2");
		openssl("OpenSSL s_server, HelloRetryRequest", EC, "-groups", "P-384");
		openssl("OpenSSL s_server, no tickets", EC, "-num_tickets", "0");
		openssl("OpenSSL s_server, five tickets", EC, "-num_tickets", "5");
		for (Kind kind : Kind.values()) {
			StartTlsServers server = new StartTlsServers(EC);
			this.others.add(server);
			shake(kind.name(), server.start(kind, true), kind.protocol());
		}
		this.capture.end();
		this.seen = this.capture.read(this.dissectors, this.keyLog);
	}

	@AfterAll
	void stop() throws Exception {
		if (this.capture != null) {
			this.capture.kill();
		}
		for (StartTlsServers server : this.others) {
			server.close();
		}
		this.servers.close();
	}

	@ParameterizedTest
	@MethodSource("watched")
	void sawTheSameMessages(Watched one) {
		assertThat(labels(one.exchange())).isEqualTo(this.seen.getOrDefault(one.port(), List.of())
			.stream()
			.filter((message) -> !"00".equals(message.fields().get("tls.alert_message.desc")))
			.map(Seen::label)
			.toList());
		assertThat(labels(one.exchange())).contains("→ Finished", "← Finished");
	}

	@ParameterizedTest
	@MethodSource("watched")
	void readTheSameValues(Watched one) {
		List<Seen> messages = this.seen.get(one.port());
		Message.ClientHello client = one.exchange().transcript().first(Message.ClientHello.class).orElseThrow();
		assertThat(hex(client.random())).isEqualTo(field(messages, "ClientHello", "tls.handshake.random"));
		Message.ServerHello server = Objects.requireNonNull(Story.serverHello(one.exchange().transcript()));
		Seen hello = messages.stream()
			.filter((message) -> message.kind().equals("ServerHello"))
			.reduce((first, last) -> last)
			.orElseThrow();
		assertThat(hex(server.random())).isEqualTo(hello.fields().get("tls.handshake.random"));
		assertThat(code(server.suite())).isEqualTo(hello.fields().get("tls.handshake.ciphersuite"));
		if (server.version() >= MessageParser.TLS_1_3) {
			assertThat(code(server.version()))
				.isEqualTo(hello.fields().get("tls.handshake.extensions.supported_version"));
			assertThat(code(server.group())).isEqualTo(hello.fields().get("tls.handshake.extensions_key_share_group"));
		}
		else {
			assertThat(code(server.version())).isEqualTo(hello.fields().get("tls.handshake.version"));
			one.exchange()
				.transcript()
				.first(Message.ServerKeyExchange.class, (share) -> share.group() != 0 && share.primeBits() == 0)
				.ifPresent((share) -> assertThat(code(share.group()))
					.isEqualTo(field(messages, "ServerKeyExchange", "tls.handshake.server_named_curve")));
		}
	}

	@Test
	void exportedTheSameAsOpenssl() {
		List<Watched> ended = this.watched.stream().filter((one) -> one.openssl() != null).toList();
		assertThat(ended).hasSize(5).allSatisfy((one) -> {
			Matcher printed = KEYING_MATERIAL.matcher(this.servers.output(one.openssl()));
			assertThat(printed.find()).as(one.name()).isTrue();
			assertThat(hex(one.exported())).isEqualToIgnoringCase(printed.group(1));
		});
	}

	List<Watched> watched() {
		return this.watched;
	}

	private void openssl(String name, TestChain chain, String... more) throws Exception {
		List<String> options = new ArrayList<>(
				List.of("-keymatexport", ProbeClient.EXPORTER_LABEL, "-keymatexportlen", "32"));
		options.addAll(List.of(more));
		int port = this.servers.openssl(chain, options.toArray(String[]::new));
		this.watched.add(shake(name, port, null, port));
	}

	private void shake(String name, int port) throws Exception {
		this.watched.add(shake(name, port, null, null));
	}

	private void shake(String name, int port, String startTls) throws Exception {
		this.watched.add(shake(name, port, startTls, null));
	}

	private Watched shake(String name, int port, String startTls, Integer openssl) throws Exception {
		this.dissectors.put(port, dissector(startTls));
		KeyLog secrets = new KeyLog();
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		int own = socket.getLocalPort();
		SiteHandshake handshake = new SiteHandshake(this.crypto.lenient(), Offer.site("shop.test", null),
				(startTls != null) ? Preambles.find(startTls).orElseThrow() : null, "shop.test", socket, secrets,
				Duration.ofMillis(200));
		Exchange exchange = handshake.run();
		assertThat(exchange.failure()).as(name).isNull();
		this.keyLog.addAll(secrets.lines());
		return new Watched(name, own, exchange, handshake.exported(), openssl);
	}

	private int apache() throws Exception {
		Path modules = Path.of("/usr/lib/apache2/modules");
		String program = Peers.require("apache2").toString();
		int port = LoopbackServers.freePort();
		Path settings = this.servers.write("apache.conf", """
				ServerRoot %1$s
				ServerName shop.test
				PidFile %1$s/apache.pid
				ErrorLog %1$s/apache.log
				Mutex file:%1$s
				Listen 127.0.0.1:%2$d
				LoadModule mpm_event_module %3$s/mod_mpm_event.so
				LoadModule authz_core_module %3$s/mod_authz_core.so
				LoadModule socache_shmcb_module %3$s/mod_socache_shmcb.so
				LoadModule ssl_module %3$s/mod_ssl.so
				SSLEngine on
				SSLCertificateFile %4$s
				SSLCertificateKeyFile %5$s
				""".formatted(this.servers.folder(), port, modules, this.servers.chainFile(port, EC),
				this.servers.keyFile(port, EC)));
		Files.createDirectories(this.servers.folder().resolve("logs"));
		return this.servers.program(port, program, "-D", "FOREGROUND", "-f", settings.toString());
	}

	private static String dissector(String startTls) {
		return switch (startTls) {
			case null -> "tls";
			case "pop3" -> "pop";
			case "postgres" -> "pgsql";
			default -> startTls;
		};
	}

	private static List<String> labels(Exchange exchange) {
		return exchange.transcript()
			.entries()
			.stream()
			.filter((entry) -> !(entry.message() instanceof Message.ApplicationData)
					&& !(entry.message() instanceof Message.Alert alert && alert.description() == 0))
			.map(OutsideObserversTests::label)
			.toList();
	}

	// A HelloRetryRequest is a ServerHello with a random of its own (RFC 9846 §4.1.4).
	private static String label(Entry entry) {
		String name = (entry.message() instanceof Message.ServerHello) ? "ServerHello" : entry.message().name();
		return ((entry.from() == Side.CLIENT) ? "→ " : "← ") + name;
	}

	private static String field(List<Seen> messages, String kind, String name) {
		return messages.stream()
			.filter((message) -> message.kind().equals(kind))
			.findFirst()
			.orElseThrow()
			.fields()
			.get(name);
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	private static String code(int value) {
		return HexFormat.of().toHexDigits((short) value);
	}

	/**
	 * A handshake that was watched.
	 *
	 * @param port of our end
	 * @param openssl port of the server that prints its keying material; null for others
	 */
	record Watched(String name, int port, Exchange exchange, byte[] exported, Integer openssl) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
