package handfast.handshake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.handshake.wire.Registry;
import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.OwnPorts;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class SiteProbeTests {

	private static final Crypto CRYPTO = new Crypto(new SecureRandom());

	private final LoopbackServers servers = new LoopbackServers();

	private final TestChain shop = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@Test
	void tellsAHandshakeWithNginxInTheOrderOfTheWire() {
		HandshakeReport report = ask(this.servers.nginx(this.shop, ""), "shop.test");
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(report.protocol()).isEqualTo("TLSv1.3");
		assertThat(messages(report)).containsExactly("client ClientHello", "server ServerHello",
				"server ChangeCipherSpec", "server EncryptedExtensions", "server Certificate",
				"server CertificateVerify", "server Finished", "client ChangeCipherSpec", "client Finished",
				"server NewSessionTicket", "server NewSessionTicket", "client Alert");
		assertThat(report.path().trusted()).isTrue();
	}

	@Test
	void tellsAHandshakeOfTls12WithNginx() {
		HandshakeReport report = ask(this.servers.nginx(this.shop, "TLSv1.2", ""), "shop.test");
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(messages(report)).containsExactly("client ClientHello", "server ServerHello", "server Certificate",
				"server ServerKeyExchange", "server ServerHelloDone", "client ClientKeyExchange",
				"client ChangeCipherSpec", "client Finished", "server ChangeCipherSpec", "server Finished",
				"client Alert");
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3, TLSv1.3", "-tls1_2, TLSv1.2" })
	void exportsTheSameKeyingMaterialAsOpenssl(String option, String protocol) throws IOException {
		int port = this.servers.openssl(this.shop, option, "-keymatexport", ProbeClient.EXPORTER_LABEL,
				"-keymatexportlen", String.valueOf(ProbeClient.EXPORTER_LENGTH));
		Exchange exchange = new Exchange();
		ProbeClient client = new ProbeClient(CRYPTO.tls(), Offer.site("shop.test"), exchange);
		try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
			org.bouncycastle.tls.TlsClientProtocol protocolEnd = new org.bouncycastle.tls.TlsClientProtocol(
					socket.getInputStream(), socket.getOutputStream());
			protocolEnd.connect(client);
			assertThat(exported(port)).isEqualTo(HexFormat.of().withUpperCase().formatHex(client.exported()));
			protocolEnd.close();
		}
		assertThat(Registry.version(exchange.agreed().version())).isEqualTo(protocol);
	}

	@ParameterizedTest
	@EnumSource(value = KeyAlgorithm.class, names = "ML_DSA.*", mode = EnumSource.Mode.MATCH_NONE)
	void shakesHandsWithOpensslByEveryKeyAlgorithmItKnows(KeyAlgorithm algorithm) {
		int port = this.servers.openssl(TestChain.of(algorithm, "shop.test"));
		assertThat(ask(port, "shop.test").findings()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-tls1_2 -cipher AES128-GCM-SHA256                  | RSA   | RSA_2048
			-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256          | DHE   | RSA_2048
			-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256        | ECDHE | RSA_2048
			-groups P-384                                      | ECDHE | EC_P256
			""")
	void tellsHowTheKeysWereAgreedOn(String options, String method, KeyAlgorithm algorithm) {
		int port = this.servers.openssl(TestChain.of(algorithm, "shop.test"), options.split(" "));
		HandshakeReport report = ask(port, "shop.test");
		assertThat(report.keyExchange().method()).isEqualTo(method);
		assertThat(report.findings()).isEmpty();
	}

	@Test
	void showsAHelloRetryRequest() {
		HandshakeReport report = ask(this.servers.openssl(this.shop, "-groups", "P-384"), "shop.test");
		assertThat(messages(report)).startsWith("client ClientHello", "server HelloRetryRequest");
		assertThat(report.steps()).filteredOn((step) -> step.message().equals("ClientHello"))
			.last()
			.extracting(Step::explanation)
			.asString()
			.contains("again", "secp384r1");
		assertThat(report.steps()).filteredOn((step) -> step.message().endsWith("Hello"))
			.hasSize(3)
			.noneMatch(Step::encrypted);
	}

	@Test
	void warnsOfAnOldVersion() {
		int port = this.servers.openssl(TestChain.of(KeyAlgorithm.RSA_2048, "shop.test"), "-tls1", "-cipher",
				"DEFAULT:@SECLEVEL=0");
		HandshakeReport report = ask(port, "shop.test");
		assertThat(report.protocol()).isEqualTo("TLSv1.0");
		assertThat(codes(report)).contains(Code.PROTOCOL_TOO_OLD);
	}

	@Test
	void saysThatNoSuiteIsShared() {
		int port = this.servers.openssl(TestChain.of(KeyAlgorithm.RSA_2048, "shop.test"), "-tls1_2", "-cipher",
				"CAMELLIA256-SHA256:ARIA256-GCM-SHA384");
		assertThat(first(ask(port, "shop.test"))).isEqualTo(Code.NO_SHARED_SUITE);
	}

	@Test
	void saysThatANameIsNotServed() {
		int port = this.servers.nginx(this.shop, "ssl_reject_handshake on;");
		assertThat(first(ask(port, "shop.test"))).isEqualTo(Code.SNI_REQUIRED);
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3", "-tls1_2" })
	void saysThatAClientCertificateIsRequired(String version) {
		int port = this.servers.openssl(this.shop, version, "-Verify", "1");
		HandshakeReport report = ask(port, "shop.test");
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(first(report)).isEqualTo(Code.CLIENT_CERTIFICATE_REQUIRED);
	}

	@Test
	void warnsThatAClientCertificateIsAskedFor() {
		int port = this.servers.nginx(this.shop, "ssl_verify_client optional_no_ca;");
		HandshakeReport report = ask(port, "shop.test");
		assertThat(report.verdict()).isEqualTo("passed-with-warnings");
		assertThat(first(report)).isEqualTo(Code.CLIENT_CERTIFICATE_REQUIRED);
	}

	@Test
	void tellsAllThatIsWrongWithACertificateAtOnce() {
		TestChain old = TestChain.of(KeyAlgorithm.EC_P256, Instant.now().minus(Duration.ofDays(9)),
				Instant.now().minus(Duration.ofDays(1)), "other.test");
		HandshakeReport report = probe(this.servers.nginx(old, ""), "shop.test", this.shop.leaf(),
				Duration.ofSeconds(10));
		assertThat(codes(report)).containsExactly(Code.WRONG_CERTIFICATE, Code.EXPIRED, Code.NAME_MISMATCH,
				Code.WRONG_VIRTUAL_HOST);
		assertThat(report.findings()).allSatisfy((finding) -> assertThat(finding.step()).isNotNull());
		assertThat(report.expected().matched()).isFalse();
	}

	@Test
	void recognizesTheExpectedCertificate() {
		HandshakeReport report = probe(this.servers.nginx(this.shop, ""), "shop.test", this.shop.leaf(),
				Duration.ofSeconds(10));
		assertThat(report.expected().matched()).isTrue();
		assertThat(report.verdict()).isEqualTo("passed");
	}

	@Test
	void warnsBeforeTheCertificateExpires() {
		TestChain ending = TestChain.of(KeyAlgorithm.EC_P256, Instant.now().minus(Duration.ofDays(85)),
				Instant.now().plus(Duration.ofDays(5)), "shop.test");
		assertThat(codes(ask(this.servers.nginx(ending, ""), "shop.test"))).containsExactly(Code.EXPIRES_SOON);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			HTTP/1.1 400 Bad Request\\r\\n\\r\\n  | PLAINTEXT_HTTP
			220 mail.test ESMTP\\r\\n             | STARTTLS_EXPECTED
			* OK IMAP ready\\r\\n                 | STARTTLS_EXPECTED
			+OK POP3 ready\\r\\n                  | STARTTLS_EXPECTED
			SSH-2.0-OpenSSH_9.2\\r\\n             | NOT_TLS
			""")
	void recognizesWhatIsNotTls(String banner, Code code) {
		int port = this.servers.plain((in, out) -> {
			out.write(banner.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
			out.flush();
			in.read(new byte[10]);
		});
		assertThat(first(ask(port, "shop.test"))).isEqualTo(code);
	}

	@Test
	void recognizesAPlainPortOfNginx() {
		int plain = LoopbackServers.freePort();
		this.servers.nginx(this.shop, "listen 127.0.0.1:" + plain + ";");
		assertThat(first(ask(plain, "shop.test"))).isEqualTo(Code.PLAINTEXT_HTTP);
	}

	@Test
	void saysThatNobodyListens() {
		assertThat(first(ask(LoopbackServers.freePort(), "shop.test"))).isEqualTo(Code.REFUSED);
	}

	@Test
	void saysThatTheServerClosesEarly() {
		int port = this.servers.plain((in, out) -> in.read(new byte[5]));
		assertThat(first(ask(port, "shop.test"))).isEqualTo(Code.CLOSED_EARLY);
	}

	@Test
	void endsASilentServerByItsDeadline() {
		int port = this.servers.plain((in, out) -> {
			while (in.read(new byte[1000]) > 0) {
				continue;
			}
		});
		assertThat(first(probe(port, "shop.test", null, Duration.ofMillis(500)))).isEqualTo(Code.TIMED_OUT);
	}

	@Test
	void endsAServerThatDripsByItsDeadline() {
		int port = this.servers.plain((in, out) -> {
			// A record of 16 KB, a byte at each beat: no read ever waits for long.
			byte[] record = new byte[16389];
			System.arraycopy(new byte[] { 22, 3, 3, 64, 0, 2, 0, 63, (byte) 252 }, 0, record, 0, 9);
			java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
			for (byte drop : record) {
				out.write(drop);
				out.flush();
				try {
					never.await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		});
		long began = System.nanoTime();
		assertThat(first(probe(port, "shop.test", null, Duration.ofMillis(700)))).isEqualTo(Code.TIMED_OUT);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
	}

	@Test
	void endsAServerThatFloods() {
		int port = this.servers.plain((in, out) -> {
			byte[] record = new byte[16389];
			System.arraycopy(new byte[] { 22, 3, 3, 64, 0, 2, (byte) 255, (byte) 255, (byte) 255 }, 0, record, 0, 9);
			for (int i = 0; i < 1000; i++) {
				out.write(record);
			}
		});
		assertThat(ask(port, "shop.test").verdict()).isEqualTo("failed");
	}

	@ParameterizedTest
	@CsvSource({ "no-such-host.invalid, NAME_NOT_RESOLVED", "169.254.169.254, EGRESS_DENIED",
			"0.0.0.0, EGRESS_DENIED" })
	void reportsWhereNoConnectionIsMade(String host, Code code) {
		SiteQuestion question = new SiteQuestion(new Target(host, 443), host, null, null, List.of());
		HandshakeReport report = site(Duration.ofSeconds(10)).probe(question, new Grants(true, List.of(), true))
			.getFirst();
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(first(report)).isEqualTo(code);
	}

	private HandshakeReport ask(int port, String serverName) {
		return probe(port, serverName, null, Duration.ofSeconds(10));
	}

	private HandshakeReport probe(int port, String serverName, byte @Nullable [] expected, Duration deadline) {
		SiteQuestion question = new SiteQuestion(new Target("127.0.0.1", port), serverName, serverName, expected,
				List.of(this.shop.root()));
		return site(deadline).probe(question, new Grants(true, List.of(), true)).getFirst();
	}

	private static SiteProbe site(Duration deadline) {
		SiteJudge judge = new SiteJudge(new TestRules(), new Explanations(), Clock.systemUTC());
		return new SiteProbe(CRYPTO, new EgressGuard(new OwnPorts()), judge,
				new TimeOrderedIds(Clock.systemUTC(), new SecureRandom()), Clock.systemUTC(), deadline);
	}

	private String exported(int port) {
		long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
		while (System.nanoTime() < until) {
			Matcher matcher = Pattern.compile("Keying material: ([0-9A-F]+)").matcher(this.servers.output(port));
			if (matcher.find()) {
				return matcher.group(1);
			}
			Thread.onSpinWait();
		}
		return "nothing";
	}

	private static List<String> messages(HandshakeReport report) {
		return report.steps()
			.stream()
			.filter((step) -> step.kind().equals("message"))
			.map((step) -> step.from() + " " + step.message())
			.toList();
	}

	private static Code first(HandshakeReport report) {
		return report.findings().getFirst().code();
	}

	private static List<Code> codes(HandshakeReport report) {
		return report.findings().stream().map(Finding::code).toList();
	}

}
