package handfast.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import handfast.access.Caller;
import handfast.Peers;
import handfast.Peers.EnabledIfPeer;
import handfast.key.CsrOutcome.Accepted;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.DistinguishedName;
import handfast.x509.DnsName;
import handfast.x509.IpAddress;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CsrsTests {

	private static final List<Name> NAMES = List.of(DnsName.parse("shop.test"), IpAddress.parse("10.1.2.3"));

	@TempDir
	Path home;

	private KeyFixture fixture;

	private Csrs csrs;

	@BeforeEach
	void open() {
		this.fixture = KeyFixture.on(this.home);
		this.csrs = new Csrs(this.fixture.keys, KeyFixture.PROVIDERS);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource
	void makesWhatTheGateTakesAndKnowsAgain(KeyAlgorithm algorithm) {
		SubjectKey key = this.fixture.keys.generate(algorithm);
		this.fixture.keys.store(key, KeyFixture.OWNER);
		String pem = this.csrs.make(key, DistinguishedName.parse("CN=shop.test,O=Shop"), NAMES);
		CsrOutcome outcome = new CsrGate(this.fixture.rows, KeyFixture.PROVIDERS).check(pem, "/csr");
		assertThat(outcome).isInstanceOf(Accepted.class);
		CheckedCsr csr = ((Accepted) outcome).csr();
		assertThat(csr.subject()).hasToString("CN=shop.test,O=Shop");
		assertThat(csr.names()).isEqualTo(NAMES);
		assertThat(this.fixture.keys.of(csr, Caller.installation(KeyFixture.OWNER)).id()).isEqualTo(key.id());
	}

	@ParameterizedTest
	@EnabledIfPeer("openssl")
	@EnumSource(names = "ML_.*", mode = EnumSource.Mode.MATCH_NONE)
	void makesWhatOpensslVerifies(KeyAlgorithm algorithm) throws Exception {
		String pem = this.csrs.make(this.fixture.keys.generate(algorithm), DistinguishedName.parse(""), NAMES);
		Path file = Files.writeString(this.home.resolve("csr.pem"), pem);
		assertThat(Peers.run(this.home, "openssl", "req", "-in", file.toString(), "-verify", "-noout", "-text"))
			.contains("verify OK", "DNS:shop.test, IP Address:10.1.2.3", "critical");
	}

	@Test
	void knowsAnErasedKeyNoMore() {
		SubjectKey key = this.fixture.keys.generate(KeyAlgorithm.EC_P256);
		this.fixture.keys.store(key, KeyFixture.OWNER);
		String pem = this.csrs.make(key, DistinguishedName.parse("CN=shop.test"), List.of());
		this.fixture.keys.erase(key.id());
		CheckedCsr csr = ((Accepted) new CsrGate(this.fixture.rows, KeyFixture.PROVIDERS).check(pem, "/csr")).csr();
		SubjectKey ofCsr = this.fixture.keys.of(csr, Caller.installation(KeyFixture.OWNER));
		assertThat(ofCsr.id()).isNotEqualTo(key.id());
		assertThat(ofCsr.held()).isFalse();
		this.fixture.keys.store(ofCsr, KeyFixture.OWNER);
		assertThat(this.fixture.keys.require(ofCsr.id()).publicKey()).isEqualTo(key.publicKey());
	}

	@Test
	void refusesAKeyThatIsNotHeld() {
		SubjectKey made = this.fixture.keys.generate(KeyAlgorithm.EC_P256);
		SubjectKey other = new SubjectKey(made.id(), made.algorithm(), made.publicKey(), null);
		assertThatExceptionOfType(Problem.class)
			.isThrownBy(() -> this.csrs.make(other, DistinguishedName.parse("CN=shop.test"), NAMES))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.KEY_NOT_HELD));
	}

}
