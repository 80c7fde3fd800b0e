package handfast.handshake;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import handfast.handshake.form.ReportText;
import handfast.handshake.HandshakeReport.Line;
import handfast.handshake.HandshakeReport.Step;
import handfast.profile.Profile.Purpose;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProverTests {

	private static final Prover PROVER = new Prover(new Crypto(new SecureRandom()), new TestRules(), new Explanations(),
			Clock.systemUTC());

	private static final TestChain ANY = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void provesEveryKeyAlgorithmInEveryVersionItKnows(KeyAlgorithm algorithm) {
		HandshakeReport report = prove(TestChain.of(algorithm, "shop.test"), Purpose.SERVER_AUTH, "shop.test");
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(report.sessionKeys().equal()).isTrue();
		assertThat(report.handshakes()).extracting(Line::protocol).containsExactly("TLSv1.3", "TLSv1.2");
		assertThat(report.handshakes()).extracting(Line::verdict)
			.containsExactly("passed", algorithm.isMlDsa() ? "not-applicable" : "passed");
		assertThat(report.otherVersions()).hasSize(algorithm.isMlDsa() ? 0 : 1);
	}

	@ParameterizedTest
	@EnumSource(KeyAlgorithm.class)
	void provesEveryKeyAlgorithmAsClient(KeyAlgorithm algorithm) {
		HandshakeReport report = prove(TestChain.of(algorithm, "ops@shop.test"), Purpose.CLIENT_AUTH, "ops@shop.test");
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(report.steps()).extracting(Step::message).contains("CertificateRequest");
		assertThat(report.steps()).filteredOn((step) -> step.from().equals("client"))
			.extracting(Step::message)
			.contains("Certificate", "CertificateVerify");
	}

	@Test
	void provesBothRolesOfAPeer() {
		TestChain chain = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");
		HandshakeReport report = PROVER.prove(order(chain, EnumSet.allOf(Purpose.class), "shop.test"),
				UUID.randomUUID());
		assertThat(report.verdict()).isEqualTo("passed");
		assertThat(report.handshakes()).hasSize(4);
	}

	@Test
	void asksForEachNameAndForOneBelowAWildcard() {
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.EC_P256, "shop.test", "*.shop.test", "127.0.0.1"),
				Purpose.SERVER_AUTH, "shop.test", "*.shop.test", "127.0.0.1");
		assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
		assertThat(report.handshakes()).extracting(Line::serverName)
			.containsExactly("shop.test", "shop.test", "selftest.shop.test", "selftest.shop.test", "127.0.0.1",
					"127.0.0.1");
	}

	@Test
	void leavesNamesPastTheEighthToTheNameCheckerAndSaysSo() {
		String[] names = IntStream.range(0, 11).mapToObj((i) -> "host" + i + ".test").toArray(String[]::new);
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.EC_P256, names), Purpose.SERVER_AUTH, names);
		assertThat(report.handshakes()).hasSize(16);
		assertThat(report.notes()).anyMatch((note) -> note.contains("the other 3"));
	}

	@Test
	void shakesHandsForAddressesBesideManyNames() {
		String[] names = IntStream.range(0, 11)
			.mapToObj((i) -> (i < 9) ? "host" + i + ".test" : "10.0.0." + i)
			.toArray(String[]::new);
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.EC_P256, names), Purpose.SERVER_AUTH, names);
		assertThat(report.handshakes()).extracting(Line::serverName)
			.contains("10.0.0.9", "10.0.0.10")
			.doesNotContain("host8.test");
		assertThat(report.notes()).anyMatch((note) -> note.contains("the other 1"));
	}

	@Test
	void failsForANameThatTheCertificateDoesNotHold() {
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.EC_P256, "shop.test"), Purpose.SERVER_AUTH,
				"other.test");
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings()).extracting(Finding::code).contains(Code.NAME_MISMATCH);
		assertThat(report.handshakes()).extracting(Line::verdict).containsOnly("failed");
	}

	@Test
	void failsUnderAnotherRoot() {
		TestChain chain = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");
		HandshakeReport report = PROVER.prove(new ProofOrder(null, chain.privateKey(), chain.keyManager(),
				chain.chain(), List.of(TestChain.otherRoot()), List.of(TestChain.name("shop.test")),
				Set.of(Purpose.SERVER_AUTH), "00"), UUID.randomUUID());
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings()).extracting(Finding::code).contains(Code.UNTRUSTED_ROOT);
	}

	@Test
	void failsWithTheKeyOfAnotherCertificate() {
		TestChain chain = TestChain.of(KeyAlgorithm.EC_P256, "shop.test");
		for (KeyAlgorithm other : List.of(KeyAlgorithm.EC_P256, KeyAlgorithm.RSA_2048, KeyAlgorithm.ED25519)) {
			for (Purpose purpose : Purpose.values()) {
				PrivateKey key = TestChain.generate(other).getPrivate();
				HandshakeReport report = PROVER.prove(new ProofOrder(null, key, chain.keyManager(key), chain.chain(),
						List.of(chain.root()), List.of(TestChain.name("shop.test")), Set.of(purpose), "00"),
						UUID.randomUUID());
				assertThat(report.verdict()).isEqualTo("failed");
				assertThat(report.findings()).as("%s", other)
					.first()
					.extracting(Finding::code)
					.isEqualTo(Code.KEY_MISMATCH);
				assertThat(report.handshakes()).extracting(Line::verdict).containsOnly("failed");
			}
		}
	}

	@Test
	void saysWhichStacksProvedAndThatItsControlsWereRefused() {
		assertThat(prove(TestChain.of(KeyAlgorithm.EC_P256, "shop.test"), Purpose.SERVER_AUTH, "shop.test").notes())
			.anyMatch((note) -> note.contains("the JDK's own"))
			.anyMatch((note) -> note.contains("controls") && note.contains("refused"));
		assertThat(prove(TestChain.of(KeyAlgorithm.ML_DSA_65, "shop.test"), Purpose.SERVER_AUTH, "shop.test").notes())
			.anyMatch((note) -> note.contains("Both ends are Bouncy Castle's"))
			.anyMatch((note) -> note.contains("refused"));
		assertThat(prove(TestChain.of(KeyAlgorithm.EC_P256, "ops@shop.test"), Purpose.CLIENT_AUTH, "ops@shop.test")
			.notes()).anyMatch((note) -> note.contains("The control under another root was refused"));
	}

	@Test
	void failsWhereAControlIsNotRefused() {
		PathRules blind = new PathRules() {

			@Override
			public PathVerdict check(PathQuery query) {
				return PathRules.STRICT.check(new PathQuery(query.chain(), List.of(ANY.root()), query.at(),
						query.serverName(), query.purpose(), query.rehearsalKey()));
			}

			@Override
			public boolean matches(X509CertificateHolder leaf, String serverName) {
				return true;
			}

		};
		Prover trusting = new Prover(new Crypto(new SecureRandom()), blind, new Explanations(), Clock.systemUTC());
		HandshakeReport report = trusting.prove(order(ANY, Set.of(Purpose.SERVER_AUTH), "shop.test"),
				UUID.randomUUID());
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings()).extracting(Finding::code)
			.containsExactly(Code.CONTROL_NOT_REFUSED, Code.CONTROL_NOT_REFUSED);
	}

	@Test
	void failsWhenTheCertificateHasExpired() {
		TestChain chain = TestChain.of(KeyAlgorithm.EC_P256, Instant.now().minus(Duration.ofDays(9)),
				Instant.now().minus(Duration.ofDays(1)), "shop.test");
		assertThat(prove(chain, Purpose.SERVER_AUTH, "shop.test").findings()).extracting(Finding::code)
			.contains(Code.EXPIRED);
	}

	@Test
	void tellsEachPhaseOfTheClassicStory() {
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.EC_P256, "shop.test"), Purpose.SERVER_AUTH,
				"shop.test");
		List<String> classic = List.of("connect", "client-hello", "server-hello", "authentication", "premaster-secret",
				"private-key", "session-keys", "client-ready", "server-ready", "secured");
		assertThat(report.steps()).extracting(Step::phase).containsAll(classic);
		assertThat(report.otherVersions().getFirst().steps()).extracting(Step::phase).containsAll(classic);
		assertThat(report.steps())
			.allSatisfy((step) -> assertThat(step.explanation()).isNotBlank().doesNotContain("null", "{"));
		Step hello = report.steps().get(1);
		assertThat(hello.fields()).containsKeys("random", "versions", "cipherSuites", "groups", "serverName");
	}

	@Test
	void writesTextOfAtMostEightyColumns() {
		HandshakeReport report = prove(TestChain.of(KeyAlgorithm.RSA_2048, "shop.test"), Purpose.SERVER_AUTH,
				"shop.test");
		assertThat(ReportText.render(report, false).lines())
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80));
		assertThat(ReportText.summaryLines(report)).hasSizeBetween(6, 12);
	}

	private static HandshakeReport prove(TestChain chain, Purpose purpose, String... names) {
		return PROVER.prove(order(chain, Set.of(purpose), names), UUID.randomUUID());
	}

	private static ProofOrder order(TestChain chain, Set<Purpose> purposes, String... names) {
		return new ProofOrder(null, chain.privateKey(), chain.keyManager(), chain.chain(), List.of(chain.root()),
				Arrays.stream(names).map(TestChain::name).toList(), purposes, "00");
	}

}
