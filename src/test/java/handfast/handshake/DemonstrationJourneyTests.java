package handfast.handshake;

import org.junit.jupiter.api.io.TempDir;
import java.util.Map;
import java.util.Base64;
import java.nio.file.Path;
import java.nio.file.Files;
import java.util.List;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Demonstrations over HTTP.
 */
class DemonstrationJourneyTests {

	private static final String PATH = "/api/v1/handshakes/demonstration";

	private final RunningService service = RunningService.shared();

	@Test
	void showsAHandshakeFromBothEndsAndKeepsTheReport() {
		Answer made = this.service.post(PATH, "{\"scenario\": \"tls12-rsa\"}");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		JsonNode report = made.json();
		assertThat(report.get("verdict").asString()).isEqualTo("passed");
		assertThat(report.at("/demonstration/scenario").asString()).isEqualTo("tls12-rsa");
		assertThat(report.at("/demonstration/endsAgree").asBoolean()).isTrue();
		assertThat(report.at("/demonstration/otherEnd").findValuesAsString("message")).contains("ClientKeyExchange");
		assertThat(report.at("/sessionKeys/premasterSecret/equal").asBoolean()).isTrue();
		assertThat(report.has("keyLog")).isFalse();
		assertThat(made.header("Location")).isEqualTo("/api/v1/handshakes/" + report.get("id").asString());
		assertThat(this.service.get(made.header("Location")).json()).isEqualTo(report);
		assertThat(this.service.get(made.header("Location"), "Accept", "text/plain").text()).contains("passed",
				"throw-away CA");
	}

	@Test
	void failsWhereItIsMeantTo() {
		JsonNode report = this.service.post(PATH, "{\"scenario\": \"expired\"}").json();
		assertThat(report.get("verdict").asString()).isEqualTo("failed");
		assertThat(report.at("/findings/0/code").asString()).isEqualTo("expired");
	}

	@Test
	void answersAKeyTwiceWithOneReport() {
		String body = "{\"scenario\": \"tls13\"}";
		String key = "demonstration-" + System.nanoTime();
		Answer first = this.service.post(PATH, body, "Idempotency-Key", key);
		Answer second = this.service.post(PATH, body, "Idempotency-Key", key);
		assertThat(first.status()).isEqualTo(201);
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.json()).isEqualTo(first.json());
	}

	@Test
	void handsTheKeyLogOverOnceAndKeepsNothingOfIt() {
		Answer made = this.service.post(PATH, "{\"scenario\": \"tls13\", \"keyLog\": true}");
		assertThat(made.status()).as(made.toString()).isEqualTo(201);
		List<String> lines = made.json().get("keyLog").valueStream().map((line) -> line.asString()).toList();
		assertThat(lines).hasSize(5);
		Answer json = this.service.get(made.header("Location"));
		Answer text = this.service.get(made.header("Location"), "Accept", "text/plain");
		assertThat(json.json().has("keyLog")).isFalse();
		assertThat(json.json().get("demonstration")).isEqualTo(made.json().get("demonstration"));
		assertThat(lines)
			.allSatisfy((line) -> assertThat(json.text() + text.text()).doesNotContain(line.split(" ")[2]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls12-rsa", "tls12-ecdhe", "tls13", "tls13-hello-retry", "tls13-ml-kem", "tls13-ml-dsa",
			"tls13-client-certificate", "wrong-name" })
	void isOpenedByWiresharkWithItsKeyLog(String scenario, @TempDir Path folder) throws Exception {
		JsonNode made = this.service.post(PATH, "{\"scenario\": \"" + scenario + "\", \"keyLog\": true}").json();
		Path file = Files.write(folder.resolve("demonstration.pcap"),
				Base64.getDecoder().decode(made.get("capture").asString()));
		List<String> lines = made.get("keyLog").valueStream().map((line) -> line.asString()).toList();
		List<String> seen = Capture.read(file, Map.of(443, "tls"), lines)
			.get(49152)
			.stream()
			.map(Capture.Seen::label)
			.toList();
		List<String> told = made.get("steps")
			.valueStream()
			.filter((step) -> step.get("kind").asString().equals("message"))
			.map((step) -> (step.get("from").asString().equals("client") ? "→ " : "← ")
					+ step.get("message").asString().replace("HelloRetryRequest", "ServerHello"))
			.toList();
		assertThat(told).isEqualTo(seen).contains("→ Finished", "← Finished", "← Certificate");
	}

	@Test
	void refusesTheKeyLogToAllButAdministrators() {
		for (String role : List.of("requester", "reader")) {
			String token = this.service
				.post("/api/v1/tokens", "{\"name\": \"class-" + role + "\", \"role\": \"" + role + "\"}")
				.json()
				.get("token")
				.asString();
			String[] bearer = { "Authorization", "Bearer " + token };
			Answer refused = this.service.post(PATH, "{\"scenario\": \"tls13\", \"keyLog\": true}", bearer);
			assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
			assertThat(refused.json().get("type").asString()).isEqualTo("urn:handfast:problem:role-missing");
			Answer shown = this.service.post(PATH, "{\"scenario\": \"tls13\"}", bearer);
			assertThat(shown.status()).as(shown.toString()).isEqualTo(201);
			assertThat(this.service.get(shown.header("Location"), bearer).status()).isEqualTo(200);
		}
	}

	@Test
	void takesNoIdempotencyKeyWithAKeyLog() {
		Answer answer = this.service.post(PATH, "{\"scenario\": \"tls13\", \"keyLog\": true}", "Idempotency-Key", "k");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
		assertThat(answer.json().get("type").asString()).isEqualTo("urn:handfast:problem:idempotency-key-not-allowed");
	}

	@Test
	void givesAKeyLogInJsonAlone() {
		Answer answer = this.service.post(PATH, "{\"scenario\": \"tls13\", \"keyLog\": true}", "Accept", "text/plain");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(406);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"scenario\": \"\"}", "{\"scenario\": \"tls14\"}", "{\"scenario\": \"TLS13\"}" })
	void namesTheScenariosToWhoAsksForAnother(String body) {
		Answer answer = this.service.post(PATH, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/scenario");
		if (body.contains("14")) {
			assertThat(answer.json().get("detail").asString()).contains(Scenario.slugs());
		}
	}

}
