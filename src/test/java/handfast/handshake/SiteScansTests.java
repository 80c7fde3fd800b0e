package handfast.handshake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.Peers.EnabledIfPeer;
import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.OwnPorts;
import handfast.handshake.scan.Connector;
import handfast.handshake.form.ScanText;
import handfast.handshake.scan.Scan;
import handfast.handshake.scan.Scan.Client;
import handfast.handshake.scan.Scan.Suite;
import handfast.handshake.scan.Scan.Version;
import handfast.handshake.scan.Scanner;
import handfast.handshake.scan.Scanner.Scanned;
import handfast.handshake.wire.Records;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.handshake.wire.Transcript;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsServer;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JceDefaultTlsCredentialedDecryptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class SiteScansTests {

	private static final String ALL_VERSIONS = "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3";

	private static final String SERVER_ORDER = "ssl_prefer_server_ciphers on;";

	private static final String INTERMEDIATE = "ssl_ecdh_curve X25519:prime256v1:secp384r1; ssl_ciphers "
			+ "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
			+ "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;";

	private static final Crypto CRYPTO = new Crypto(new SecureRandom());

	private final LoopbackServers servers = new LoopbackServers();

	private final TestChain rsa = TestChain.of(KeyAlgorithm.RSA_2048, "shop.test");

	private final TestChain ec = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@Test
	@EnabledIfPeer("sslscan")
	void findsWhatSslscanFindsOnADefaultNginx() throws Exception {
		assertAgrees(this.servers.nginx(this.rsa, ""));
		assertAgrees(this.servers.nginx(this.ec, ""));
	}

	@Test
	@EnabledIfPeer("sslscan")
	void findsTheServersOrderInEachVersionAsSslscanDoes() throws Exception {
		Scan scan = assertAgrees(this.servers.nginx(this.rsa, ALL_VERSIONS,
				"ssl_ciphers ALL:@SECLEVEL=0;" + SERVER_ORDER + this.servers.nginxCertificate(this.ec)));
		assertThat(scan.versions()).filteredOn(Version::offered)
			.extracting(Version::protocol, Version::cipherSuiteOrder)
			.containsExactly(tuple("TLSv1.3", "server"), tuple("TLSv1.2", "server"), tuple("TLSv1.1", "server"),
					tuple("TLSv1.0", "server"));
	}

	@ParameterizedTest
	@EnabledIfPeer("sslscan")
	@CsvSource(delimiter = '|', textBlock = """
			RSA_2048 | -serverpref -tls1_2 -cipher ALL:@SECLEVEL=0
			EC_P384  | -serverpref -cipher ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA
			RSA_2048 | -serverpref -tls1 -cipher DEFAULT:@SECLEVEL=0
			RSA_2048 | -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256 -groups P-521:X448
			RSA_2048 | -tls1_2 -cipher DHE-RSA-AES128-SHA256:AES128-SHA
			""")
	void findsWhatSslscanFindsOnOpenssl(KeyAlgorithm key, String options) throws Exception {
		assertAgrees(this.servers.openssl(TestChain.of(key, "shop.test"), options.split(" ")));
	}

	@Test
	void findsNoErrorOnADefaultNginx() {
		Scanned scanned = scan(this.servers.nginx(this.rsa, ""));
		assertThat(scanned.findings()).extracting(Finding::severity).doesNotContain(Severity.ERROR);
		assertThat(scanned.findings()).extracting(Finding::code)
			.containsOnly(Code.WEAK_CIPHER_SUITE, Code.NO_FORWARD_SECRECY);
		assertThat(scanned.scan().level()).isEqualTo("below-intermediate");
		assertThat(scanned.scan().clients()).allMatch(Client::connects);
	}

	@Test
	void knowsMozillasLevels() {
		Scanned modern = scan(this.servers.nginx(this.ec, "TLSv1.3", "ssl_ecdh_curve X25519:prime256v1:secp384r1;"));
		assertThat(modern.scan().reasons()).isEmpty();
		assertThat(modern.scan().level()).isEqualTo("modern");
		assertThat(modern.findings()).isEmpty();
		assertThat(modern.scan().alpn()).isNull();
		Scanned intermediate = scan(this.servers.nginx(this.rsa, INTERMEDIATE));
		assertThat(intermediate.scan().level()).as("%s", intermediate.scan().reasons()).isEqualTo("intermediate");
		assertThat(intermediate.scan().reasons()).containsExactly("TLSv1.2 is offered beside TLSv1.3",
				"A certificate has a key that is not on P-256 or P-384");
		assertThat(intermediate.findings()).isEmpty();
	}

	@Test
	void saysWhichClientsAreShutOut() {
		Scan modern = scan(this.servers.nginx(this.ec, "TLSv1.3", "")).scan();
		assertThat(modern.clients()).filteredOn((client) -> !client.connects())
			.extracting(Client::name)
			.contains("Windows 7 (IE 11)", "Java 8 (8u161 to 8u331)", "Android 7.0", "OpenSSL 1.0.2")
			.doesNotContain("Java 11", "Firefox (current)", "OpenSSL 1.1.1");
		Scan intermediate = scan(this.servers.nginx(this.rsa, INTERMEDIATE)).scan();
		assertThat(intermediate.clients()).filteredOn((client) -> !client.connects())
			.extracting(Client::name)
			.containsExactly("Windows 7 (IE 11)", "Windows 8.1 (Schannel)");
		assertThat(intermediate.clients()).contains(new Client("Java 11", true, "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
				new Client("Android 5", true, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
	}

	@Test
	void refusesOldVersionsAndWhatProtectsNothing() {
		Scanned scanned = scan(this.servers.nginx(this.rsa, ALL_VERSIONS, "ssl_ciphers ALL:@SECLEVEL=0;"));
		assertThat(scanned.findings()).filteredOn((finding) -> finding.severity() == Severity.ERROR)
			.extracting(Finding::code)
			.containsExactly(Code.PROTOCOL_TOO_OLD, Code.WEAK_CIPHER_SUITE);
		assertThat(scanned.findings()).anySatisfy((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.ERROR);
			assertThat(finding.cause()).contains("no authentication", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA");
		});
	}

	@Test
	void findsSuitesWithoutEncryption() {
		Scanned scanned = scan(this.servers.openssl(this.rsa, "-tls1_2", "-cipher", "NULL:@SECLEVEL=0"));
		assertThat(suites(version(scanned.scan(), "TLSv1.2"))).contains("0x003b", "0xc010");
		assertThat(scanned.findings())
			.anySatisfy((finding) -> assertThat(finding.cause()).contains("no encryption", "TLS_RSA_WITH_NULL_SHA256"));
	}

	@Test
	void showsTheCertificatesOfBothKinds() {
		Scan scan = scan(this.servers.nginx(this.rsa, this.servers.nginxCertificate(this.ec))).scan();
		assertThat(scan.certificates()).extracting(Scan.ShownCertificate::keyAlgorithm)
			.containsExactly("EC-P256", "RSA-2048");
		assertThat(scan.certificates().getFirst().shownFor()).containsExactly("ECDSA, shop.test", "ECDSA, no name");
		assertThat(scan.certificates()).allMatch((shown) -> shown.chain() == 2);
	}

	@Test
	void showsTheCertificateThatComesWithoutAName() {
		TestChain fallback = TestChain.of(KeyAlgorithm.EC_P384, "default.test");
		int port = this.servers.openssl(fallback, "-servername", "shop.test", "-cert2",
				this.servers.certificateFile(this.ec), "-key2", this.servers.privateKeyFile(this.ec));
		assertThat(scan(port).scan().certificates())
			.extracting(Scan.ShownCertificate::subject, Scan.ShownCertificate::shownFor)
			.containsExactly(tuple("CN=shop.test", List.of("ECDSA, shop.test")),
					tuple("CN=default.test", List.of("ECDSA, no name")));
	}

	@Test
	void keepsTheCertificatesCurveAmongTheGroups() {
		Scan scan = scan(this.servers.openssl(this.ec, "-tls1_2", "-groups", "X25519:P-384:P-256")).scan();
		assertThat(version(scan, "TLSv1.2").groups()).containsExactlyInAnyOrder("x25519", "secp384r1", "secp256r1");
		assertThat(version(scan, "TLSv1.2").groupsComplete()).isTrue();
	}

	@Test
	void saysThatTheCertificatesCurveHidesGroups() {
		Scan scan = scan(this.servers.openssl(this.ec, "-serverpref", "-tls1_2", "-groups", "X25519:P-256:P-384"))
			.scan();
		assertThat(version(scan, "TLSv1.2").groups()).containsExactly("x25519", "secp256r1");
		assertThat(version(scan, "TLSv1.2").groupsComplete()).isFalse();
	}

	@Test
	void tellsWhatTheServerHelloTells() {
		Scan nginx = scan(this.servers.nginx(this.rsa, "ssl_session_tickets off;")).scan();
		assertThat(nginx.features().sessionTickets()).isFalse();
		assertThat(nginx.features().sessionIds()).isTrue();
		assertThat(nginx.features().secureRenegotiation()).isTrue();
		assertThat(nginx.features().extendedMasterSecret()).isTrue();
		assertThat(nginx.features().compression()).isFalse();
		assertThat(nginx.features().fallbackScsv()).isTrue();
		Scan openssl = scan(this.servers.openssl(this.rsa, "-alpn", "imap,h2", "-tls1_2")).scan();
		assertThat(openssl.features().sessionTickets()).isTrue();
		assertThat(openssl.features().fallbackScsv()).isNull();
		assertThat(openssl.alpn()).containsExactly("imap", "h2");
	}

	@Test
	void findsSignatureSchemes() {
		Scan scan = scan(this.servers.openssl(this.rsa, "-sigalgs", "rsa_pss_rsae_sha384:RSA+SHA256")).scan();
		assertThat(version(scan, "TLSv1.3").signatureSchemes()).containsExactly("rsa_pss_rsae_sha384");
		assertThat(version(scan, "TLSv1.2").signatureSchemes()).containsExactlyInAnyOrder("rsa_pss_rsae_sha384",
				"rsa_pkcs1_sha256");
	}

	@Test
	void warnsOfSha1InHandshakes() {
		Scanned scanned = scan(this.servers.openssl(this.rsa, "-tls1_2", "-cipher", "ECDHE:@SECLEVEL=0", "-sigalgs",
				"RSA+SHA1:RSA+SHA256"));
		assertThat(scanned.findings()).extracting(Finding::code).contains(Code.WEAK_SIGNATURE_SCHEME);
	}

	@Test
	void findsASmallPrime() {
		int port = this.servers.openssl(this.rsa, "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0",
				"-dhparam", this.servers.smallPrimeFile());
		Scanned scanned = scan(port);
		assertThat(version(scanned.scan(), "TLSv1.2").dhBits()).isEqualTo(1024);
		assertThat(scanned.findings()).extracting(Finding::code).contains(Code.WEAK_GROUP);
	}

	@Test
	void findsHybridGroupsThatItCannotCompute() {
		int[] groups = { NamedGroup.X25519MLKEM768, NamedGroup.SecP256r1MLKEM768, NamedGroup.SecP384r1MLKEM1024,
				NamedGroup.MLKEM768, NamedGroup.x25519 };
		Offer offer = new Offer(ProtocolVersion.TLSv13.only(), new int[] { CipherSuite.TLS_AES_128_GCM_SHA256 }, groups,
				groups, null, List.of(), null);
		int port = bouncy(() -> new ProofServer(CRYPTO.tls(), offer,
				CRYPTO.credentials(this.ec.privateKey(), this.ec.chain()), false, new Transcript()));
		assertThat(version(scan(port).scan(), "TLSv1.3").groups()).containsExactlyInAnyOrder("X25519MLKEM768",
				"SecP256r1MLKEM768", "SecP384r1MLKEM1024", "MLKEM768", "x25519");
	}

	@Test
	void findsSsl3() {
		int port = bouncy(() -> new Ssl3Server(this.rsa));
		Scanned scanned = scan(port);
		assertThat(suites(version(scanned.scan(), "SSLv3"))).containsExactlyInAnyOrder("0x000a", "0x002f");
		assertThat(scanned.scan().versions()).filteredOn(Version::offered).hasSize(1);
		assertThat(scanned.findings()).extracting(Finding::code, Finding::severity)
			.contains(tuple(Code.PROTOCOL_TOO_OLD, Severity.ERROR));
		assertThat(scanned.scan().clients()).noneMatch(Client::connects);
	}

	@Test
	void sendsNothingAfterTheClientHello() {
		List<byte[]> said = new java.util.concurrent.CopyOnWriteArrayList<>();
		int port = this.servers.plain((in, out) -> {
			out.write(new byte[] { 21, 3, 3, 0, 2, 2, 40 });
			out.flush();
			said.add(in.readAllBytes());
		});
		Scanned scanned = scan(port);
		assertThat(said).isNotEmpty().allSatisfy((bytes) -> {
			assertThat(Records.split(bytes)).hasSize(1);
			assertThat(bytes[5]).isEqualTo((byte) 1);
		});
		assertThat(scanned.scan().versions()).noneMatch(Version::offered);
		assertThat(scanned.findings()).isEmpty();
	}

	@Test
	void endsWithAServerThatTakesEverything() {
		int port = this.servers.plain((in, out) -> {
			byte[] hello = in.readNBytes(5);
			byte[] body = in.readNBytes((hello[3] & 0xff) << 8 | hello[4] & 0xff);
			out.write(yes(body));
			out.flush();
		});
		AtomicInteger connections = new AtomicInteger();
		Scan scan = scan((time) -> {
			connections.incrementAndGet();
			return new Socket("127.0.0.1", port);
		}, Scanner.DEADLINE).scan();
		assertThat(scan.complete()).isFalse();
		assertThat(scan.connections()).isEqualTo(connections.get()).isLessThanOrEqualTo(200);
	}

	@Test
	void endsWithASilentServerByItsDeadline() {
		int port = this.servers.plain((in, out) -> in.readAllBytes());
		EgressGuard egress = new EgressGuard(new OwnPorts());
		Grants grants = new Grants(true, List.of(), true);
		long began = System.nanoTime();
		Scan scan = scan((time) -> egress.connect(InetAddress.getLoopbackAddress(), port, grants, time),
				Duration.ofSeconds(1))
			.scan();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
		assertThat(scan.complete()).isFalse();
		assertThat(scan.versions()).noneMatch(Version::offered);
	}

	@Test
	void readsNoMoreThanItNeedsFromAFlood() {
		int port = this.servers.plain((in, out) -> {
			byte[] record = new byte[16389];
			System.arraycopy(new byte[] { 22, 3, 3, 64, 0, 11, (byte) 255, (byte) 255, (byte) 255 }, 0, record, 0, 9);
			for (int i = 0; i < 1000; i++) {
				out.write(record);
			}
		});
		assertThat(scan(port).scan().versions()).noneMatch(Version::offered);
	}

	@Test
	void hasNeverMoreThanEightConnections() {
		int port = this.servers.nginx(this.rsa, "");
		AtomicInteger open = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		scan((time) -> {
			most.accumulateAndGet(open.incrementAndGet(), Math::max);
			return new Socket("127.0.0.1", port) {
				private boolean counted = true;

				@Override
				public synchronized void close() throws IOException {
					if (this.counted) {
						this.counted = false;
						open.decrementAndGet();
					}
					super.close();
				}
			};
		}, Scanner.DEADLINE);
		assertThat(most.get()).isBetween(2, 8);
		assertThat(open.get()).isZero();
	}

	@Test
	void fitsEightyColumns() {
		Scan scan = scan(this.servers.nginx(this.rsa, ALL_VERSIONS, "ssl_ciphers ALL:@SECLEVEL=0;")).scan();
		List<String> lines = ScanText.lines(scan);
		assertThat(lines).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
		assertThat(String.join("\n", lines)).contains("Scan: below-intermediate", "TLSv1.2, the client's order decides",
				"+ TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "not offered", "Java 11");
	}

	private Scan assertAgrees(int port) throws IOException, InterruptedException {
		Scan ours = scan(port).scan();
		Sslscan theirs = Sslscan.of(port, "shop.test");
		assertThat(ours.complete()).isTrue();
		List<Version> offered = ours.versions().stream().filter(Version::offered).toList();
		assertThat(offered).extracting(Version::protocol).containsExactlyInAnyOrderElementsOf(theirs.versions());
		for (Version version : offered) {
			List<String> wanted = theirs.suites().get(version.protocol());
			if ("server".equals(version.cipherSuiteOrder())) {
				assertThat(suites(version)).as(version.protocol()).isEqualTo(wanted);
			}
			else {
				assertThat(suites(version)).as(version.protocol()).containsExactlyInAnyOrderElementsOf(wanted);
			}
		}
		for (Version version : offered.stream().filter((one) -> !one.groups().isEmpty()).toList()) {
			// It leaves the curve of an ECDSA certificate out of the list, and so finds
			// that one alone (RFC 8422 §5.1).
			boolean ecdsa = version.cipherSuites().stream().allMatch((suite) -> suite.name().contains("_ECDSA_"));
			Set<String> groups = new TreeSet<>(groups(version));
			assertThat(groups).as(version.protocol()).containsAll(theirs.groups().get(version.protocol()));
			assertThat(ecdsa || groups.equals(theirs.groups().get(version.protocol()))).as("%s", groups).isTrue();
		}
		return ours;
	}

	private Scanned scan(int port) {
		return scan((time) -> new Socket("127.0.0.1", port), Scanner.DEADLINE);
	}

	private static Scanned scan(Connector connector, Duration deadline) {
		return new Scanner(new SecureRandom(), deadline).scan(connector, "shop.test", null);
	}

	private static Version version(Scan scan, String protocol) {
		return scan.versions().stream().filter((one) -> one.protocol().equals(protocol)).findFirst().orElseThrow();
	}

	private static List<String> suites(Version version) {
		return version.cipherSuites().stream().map(Suite::code).toList();
	}

	private static List<String> groups(Version version) {
		return version.groups()
			.stream()
			.map((name) -> Arrays.stream(NamedGroup.class.getFields())
				.filter((field) -> field.getName().equals(name))
				.map(SiteScansTests::code)
				.findFirst()
				.orElse(name))
			.toList();
	}

	private static String code(java.lang.reflect.Field field) {
		try {
			return String.format("0x%04x", field.getInt(null));
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// A ServerHello that takes the first suite of whatever version is offered.
	private static byte[] yes(byte[] hello) {
		byte[] body = new byte[38];
		System.arraycopy(hello, 4, body, 0, 2);
		int suites = 4 + 2 + 32 + 1 + hello[4 + 34];
		System.arraycopy(hello, suites + 2, body, 35, 2);
		byte[] record = new byte[9 + body.length];
		System.arraycopy(new byte[] { 22, 3, 3, 0, 42, 2, 0, 0, 38 }, 0, record, 0, 9);
		System.arraycopy(body, 0, record, 9, body.length);
		return record;
	}

	private int bouncy(java.util.function.Supplier<TlsServer> server) {
		return this.servers.plain((in, out) -> new TlsServerProtocol(in, out).accept(server.get()));
	}

	/**
	 * A server of the past.
	 */
	private static final class Ssl3Server extends DefaultTlsServer {

		private final TestChain chain;

		Ssl3Server(TestChain chain) {
			super(CRYPTO.tls());
			this.chain = chain;
		}

		@Override
		protected ProtocolVersion[] getSupportedVersions() {
			return ProtocolVersion.SSLv3.only();
		}

		@Override
		protected int[] getSupportedCipherSuites() {
			return new int[] { CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA };
		}

		@Override
		protected @Nullable TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
			TlsCertificate[] certificates = { CRYPTO.tls().createCertificate(this.chain.leaf()) };
			return new JceDefaultTlsCredentialedDecryptor(CRYPTO.tls(),
					new org.bouncycastle.tls.Certificate(certificates), this.chain.privateKey());
		}

	}

}
