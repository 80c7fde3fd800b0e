package handfast.handshake;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import handfast.handshake.form.ReportText;
import handfast.handshake.HandshakeReport.Seen;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Code;
import handfast.validation.Finding;
import io.swagger.v3.oas.annotations.media.Schema;
import handfast.x509.CertificateSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DemonstratorTests {

	private static final Demonstrator DEMONSTRATOR = new Demonstrator(new Crypto(new SecureRandom()), PathRules.STRICT,
			new Explanations(), Clock.systemUTC());

	private static final Map<Scenario, Code> BROKEN = Map.of(Scenario.EXPIRED, Code.EXPIRED, Scenario.WRONG_NAME,
			Code.NAME_MISMATCH, Scenario.WRONG_KEY, Code.KEY_MISMATCH, Scenario.NO_SHARED_SUITE, Code.NO_SHARED_SUITE);

	private static final Set<Scenario> UNFINISHED = EnumSet.of(Scenario.WRONG_KEY, Scenario.NO_SHARED_SUITE);

	@ParameterizedTest
	@EnumSource(Scenario.class)
	void passesOrFailsAsItIsMeantTo(Scenario scenario) {
		HandshakeReport report = show(scenario);
		if (BROKEN.containsKey(scenario)) {
			assertThat(report.verdict()).isEqualTo("failed");
			assertThat(report.findings()).extracting(Finding::code).first().isEqualTo(BROKEN.get(scenario));
		}
		else {
			assertThat(report.verdict()).as("%s", report.findings()).isEqualTo("passed");
			assertThat(report.findings()).isEmpty();
			assertThat(report.path().trusted()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(Scenario.class)
	void saysWhatItIs(Scenario scenario) {
		HandshakeReport report = show(scenario);
		assertThat(report.demonstration().scenario()).isEqualTo(scenario.slug());
		assertThat(report.notes()).first().asString().contains("throw-away CA", "real CAs took no part");
		assertThat(report.certificates())
			.allSatisfy((certificate) -> assertThat(certificate.subject()).contains(ThrowAwayAuthority.MARK));
	}

	@ParameterizedTest
	@EnumSource(Scenario.class)
	void isSeenAlikeFromBothEnds(Scenario scenario) {
		HandshakeReport report = show(scenario);
		assertThat(report.demonstration().endsAgree()).as("%s", report.demonstration()).isTrue();
		List<String> atClient = report.steps()
			.stream()
			.filter((step) -> step.kind().equals("message") && step.from().equals("client"))
			.map(Step::message)
			.toList();
		assertThat(report.demonstration().otherEnd()).filteredOn((seen) -> seen.from().equals("client"))
			.extracting(Seen::message)
			.isEqualTo(atClient);
	}

	@ParameterizedTest
	@CsvSource({ "TLS12_RSA, 48, true", "TLS12_ECDHE, 32, true", "TLS13, 32, false", "TLS13_HELLO_RETRY, 48, false",
			"TLS13_ML_KEM, 64, false", "EXPIRED, 32, false" })
	void comparesWhatBothEndsHold(Scenario scenario, int bytes, boolean premaster) {
		HandshakeReport.SessionKeys keys = show(scenario).sessionKeys();
		assertThat(keys.compared()).isTrue();
		assertThat(keys.equal()).isTrue();
		HandshakeReport.Secret secret = premaster ? keys.premasterSecret() : keys.sharedSecret();
		assertThat(secret).isEqualTo(new HandshakeReport.Secret(true, bytes));
		assertThat(premaster ? keys.sharedSecret() : keys.premasterSecret()).isNull();
	}

	@Test
	void tellsUnlikeSecretsApart() {
		Crypto crypto = new Crypto(new SecureRandom());
		NotingCrypto one = crypto.noting();
		NotingCrypto other = crypto.noting();
		one.note(one.createSecret(new byte[] { 1, 2, 3 }));
		other.note(other.createSecret(new byte[] { 1, 2, 4 }));
		assertThat(one.noted().matches(other.noted())).isFalse();
		other.note(other.createSecret(new byte[] { 1, 2, 3 }));
		assertThat(one.noted().matches(other.noted())).isTrue();
	}

	@Test
	void comparesNothingWhereTheHandshakeFailed() {
		for (Scenario scenario : UNFINISHED) {
			HandshakeReport.SessionKeys keys = show(scenario).sessionKeys();
			assertThat(keys.compared()).isFalse();
			assertThat(keys.equal()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "TLS12_RSA, TLSv1.2, RSA, ", "TLS12_ECDHE, TLSv1.2, ECDHE, x25519", "TLS13, TLSv1.3, ECDHE, x25519",
			"TLS13_HELLO_RETRY, TLSv1.3, ECDHE, secp384r1", "TLS13_ML_KEM, TLSv1.3, ECDHE, X25519MLKEM768",
			"TLS13_ML_DSA, TLSv1.3, ECDHE, x25519" })
	void agreesOnWhatTheScenarioIsAbout(Scenario scenario, String protocol, String method, String group) {
		HandshakeReport report = show(scenario);
		assertThat(report.protocol()).isEqualTo(protocol);
		assertThat(report.keyExchange()).isEqualTo(new HandshakeReport.KeyExchange(method, group));
		assertThat(report.alpn()).isEqualTo("h2");
		if (scenario == Scenario.TLS13_ML_DSA) {
			assertThat(report.signatureScheme()).isEqualTo("mldsa65");
			assertThat(report.certificates()).extracting(CertificateSummary::keyAlgorithm).containsOnly("ML-DSA-65");
		}
		assertThat(report.steps()).extracting(Step::message)
			.filteredOn((message) -> message.equals("HelloRetryRequest"))
			.hasSize((scenario == Scenario.TLS13_HELLO_RETRY) ? 1 : 0);
	}

	@Test
	void showsTheClientsCertificateWhereItIsAsked() {
		assertThat(show(Scenario.TLS13_CLIENT_CERTIFICATE).steps()).filteredOn((step) -> step.from().equals("client"))
			.extracting(Step::message)
			.contains("Certificate", "CertificateVerify");
	}

	@ParameterizedTest
	@EnumSource(Scenario.class)
	void logsKeysForThisConnectionAndTellsThemNowhereElse(Scenario scenario) {
		KeyLog log = new KeyLog();
		HandshakeReport report = DEMONSTRATOR.demonstrate(UUID.randomUUID(), scenario, log);
		String random = String.valueOf(report.steps().get(1).fields().get("random"));
		List<String> labels = log.lines().stream().map((line) -> line.split(" ")[0]).toList();
		if (scenario == Scenario.NO_SHARED_SUITE) {
			assertThat(labels).isEmpty();
			return;
		}
		List<String> handshake = List.of("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET");
		if ("TLSv1.2".equals(report.protocol())) {
			assertThat(labels).containsExactly("CLIENT_RANDOM");
		}
		else {
			assertThat(labels).startsWith(handshake.toArray(String[]::new))
				.hasSize((scenario == Scenario.WRONG_KEY) ? 2 : 5);
		}
		String told = new JsonMapper().writeValueAsString(report) + ReportText.render(report, false) + report + log;
		assertThat(log.lines()).allSatisfy((line) -> {
			assertThat(line).matches("[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,96}");
			assertThat(line.split(" ")[1]).isEqualTo(random);
			assertThat(told).doesNotContain(line.split(" ")[2]);
		});
	}

	@Test
	void documentsEachScenario() throws ReflectiveOperationException {
		Schema schema = DemonstrationForm.class.getDeclaredMethod("scenario").getAnnotation(Schema.class);
		if (schema == null) {
			schema = DemonstrationForm.class.getDeclaredField("scenario").getAnnotation(Schema.class);
		}
		assertThat(Arrays.asList(schema.allowableValues())).isEqualTo(Scenario.slugs());
	}

	private static HandshakeReport show(Scenario scenario) {
		return DEMONSTRATOR.demonstrate(UUID.randomUUID(), scenario, null);
	}

}
