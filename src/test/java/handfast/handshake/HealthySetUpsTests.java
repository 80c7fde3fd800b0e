package handfast.handshake;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import handfast.handshake.LoopbackServers.Block;
import handfast.handshake.LoopbackServers.Site;
import handfast.handshake.SiteProbe.OwnCertificate;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TestAuthority;
import handfast.x509.TestAuthority.Draft;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers in good order, of which nothing is to be said.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthySetUpsTests {

	private static final TestAuthority ROOT = TestAuthority.root();

	private static final TestAuthority ISSUING = ROOT.issuing();

	private static final KeyPair KEY = TestAuthority.keyOf(KeyAlgorithm.EC_P256);

	private static final byte[] LEAF = TestAuthority.der(ISSUING.leaf("shop.test"));

	private final LoopbackServers servers = new LoopbackServers();

	private final TestSites sites = new TestSites(Clock.fixed(TestAuthority.NOW, ZoneOffset.UTC),
			Duration.ofSeconds(10));

	private final List<SetUp> setUps = new ArrayList<>();

	private final List<Site> nginxSites = new ArrayList<>();

	private List<Integer> nginxPorts = List.of();

	@BeforeAll
	void start() {
		nginx("nginx as it comes", chain(LEAF), KEY, "");
		for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.RSA_2048, KeyAlgorithm.EC_P384, KeyAlgorithm.ED25519)) {
			KeyPair key = TestAuthority.keyOf(algorithm);
			nginx("nginx, " + algorithm.label(), chain(leaf(key, UnaryOperator.identity(), "shop.test")), key, "");
		}
		nginx("nginx, TLS 1.2 alone", chain(LEAF), KEY, "ssl_protocols TLSv1.2;");
		nginx("nginx, TLS 1.3 alone", chain(LEAF), KEY, "ssl_protocols TLSv1.3;");
		nginx("a wildcard", chain(leaf(KEY, UnaryOperator.identity(), "*.shop.test")), KEY, "", "www.shop.test");
		nginx("an address in the SAN", chain(
				leaf(KEY, (draft) -> draft.names(new GeneralName(GeneralName.iPAddress, "127.0.0.1")), "127.0.0.1")),
				KEY, "", "127.0.0.1");
		TestAuthority middle = ROOT.issuing("CN=Middle",
				(draft) -> draft.put(Extension.basicConstraints, true, new BasicConstraints(1)));
		TestAuthority low = middle.issuing("CN=Low", UnaryOperator.identity());
		nginx("a chain of three", List.of(TestAuthority.der(low.leaf("shop.test")), low.der(), middle.der()), KEY, "");
		nginx("a chain that brings its root", List.of(LEAF, ISSUING.der(), ROOT.der()), KEY, "");
		int openssl = this.servers.openssl(new TestChain(KEY, LEAF, ISSUING.der(), ROOT.der()));
		add("openssl s_server as it comes", () -> ask(openssl, "shop.test"));
		int library = this.servers.plain(TestTlsServer.of(ProtocolVersion.TLSv13, chain(LEAF), KEY.getPrivate()));
		add("a server of another library", () -> ask(library, "shop.test"));
		add("a client certificate asked for and shown", mutual("ssl_verify_client optional_no_ca;"));
		add("a client certificate required and shown",
				mutual("ssl_verify_client on; ssl_client_certificate %s;"
					.formatted(this.servers.write("clients.pem", handfast.x509.Pem.certificate(ROOT.der())))
						+ " ssl_verify_depth 3;"));
		this.nginxPorts = this.servers.nginx(this.nginxSites);
	}

	@AfterAll
	void stop() throws Exception {
		this.servers.close();
	}

	@ParameterizedTest
	@MethodSource("setUps")
	void saysNothingOfWhatIsInOrder(SetUp setUp) {
		HandshakeReport report = setUp.report().get();
		assertThat(report.findings()).isEmpty();
		assertThat(report.verdict()).isEqualTo("passed");
		assertThat(report.path().trusted()).isTrue();
	}

	List<SetUp> setUps() {
		return this.setUps;
	}

	private Supplier<HandshakeReport> mutual(String more) {
		int index = this.nginxSites.size();
		this.nginxSites.add(new Site(List.of(new Block(null, chain(LEAF), KEY.getPrivate(), more))));
		byte[] client = leaf(KEY, (draft) -> draft.purposes(KeyPurposeId.id_kp_clientAuth), "client.test");
		OwnCertificate own = new OwnCertificate(UUID.randomUUID(), Fingerprint.of(client).hex(),
				new Crypto(new SecureRandom()).credentials(KEY.getPrivate(), chain(client)));
		return () -> {
			HandshakeReport report = this.sites
				.ask(new SiteQuestion(new Target("127.0.0.1", this.nginxPorts.get(index)), "shop.test", "shop.test",
						null, List.of(ROOT.der()), null, own, null));
			assertThat(report.clientCertificate().asked()).isTrue();
			assertThat(report.clientCertificate().shown()).isTrue();
			assertThat(report.clientCertificate().fingerprint()).isEqualTo(Fingerprint.of(client).hex());
			return report;
		};
	}

	private void nginx(String name, List<byte[]> chain, KeyPair key, String more) {
		nginx(name, chain, key, more, "shop.test");
	}

	private void nginx(String name, List<byte[]> chain, KeyPair key, String more, String serverName) {
		int index = this.nginxSites.size();
		this.nginxSites.add(new Site(List.of(new Block(null, chain, key.getPrivate(), more))));
		add(name, () -> ask(this.nginxPorts.get(index), serverName));
	}

	private void add(String name, Supplier<HandshakeReport> report) {
		this.setUps.add(new SetUp(name, report));
	}

	private HandshakeReport ask(int port, String serverName) {
		return this.sites.ask(new SiteQuestion(new Target("127.0.0.1", port), serverName,
				Target.isAddress(serverName) ? null : serverName, null, List.of(ROOT.der())));
	}

	private static List<byte[]> chain(byte[] leaf) {
		return List.of(leaf, ISSUING.der());
	}

	private static byte[] leaf(KeyPair key, UnaryOperator<Draft> change, String... names) {
		return TestAuthority.der(ISSUING.leaf(key, change, names));
	}

	/**
	 * One of them.
	 */
	record SetUp(String name, Supplier<HandshakeReport> report) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
