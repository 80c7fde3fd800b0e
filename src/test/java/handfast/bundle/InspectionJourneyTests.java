package handfast.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ask for a certificate, download it, and have the very file inspected.
 */
class InspectionJourneyTests {

	private static final String PASSWORD = "correct-horse-battery";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void passesWhatItDeliversAndTrustsItsOwnRoot() {
		String id = certificate();
		for (String format : List.of("PKCS12", "JKS", "PEM")) {
			byte[] file = keystore(id, format);
			Map<String, Object> asked = new HashMap<>(Map.of("serverName", "inspected.test", "password", PASSWORD));
			asked.put(format.toLowerCase(), format.equals("PEM") ? new String(file, StandardCharsets.US_ASCII)
					: Base64.getEncoder().encodeToString(file));
			JsonNode inspection = ask(asked);
			assertThat(inspection.get("verdict").asString()).as(inspection.toString()).isEqualTo("passed");
			assertThat(inspection.get("findings").size()).isZero();
			assertThat(inspection.at("/path/trusted").asBoolean()).isTrue();
			assertThat(inspection.at("/path/anchor").asString()).contains("Handfast Root");
			assertThat(inspection.at("/certificates/0/names/0/value").asString()).isEqualTo("inspected.test");
			assertThat(inspection.propertyNames()).containsExactlyInAnyOrder("verdict", "findings", "path",
					"certificates");
		}
	}

	@Test
	void tellsWhatIsWrongInTheWordsOfAHandshake() {
		String chain = this.service.get("/api/v1/certificates/" + certificate() + "/certificate").text();
		JsonNode late = ask(Map.of("pem", chain, "serverName", "other.test", "at",
				Instant.now().plus(Duration.ofDays(400)).toString()));
		assertThat(late.get("verdict").asString()).isEqualTo("failed");
		assertThat(late.get("findings").findValuesAsString("code")).containsExactly("expired", "name-mismatch");
		late.get("findings")
			.forEach((finding) -> assertThat(finding.propertyNames()).contains("code", "severity", "cause", "fix"));
	}

	@Test
	void saysThatAFileIsNoKeystore() {
		JsonNode inspection = ask(Map.of("pkcs12", "AAAA"));
		assertThat(inspection.get("verdict").asString()).isEqualTo("failed");
		assertThat(inspection.at("/findings/0/code").asString()).isEqualTo("keystore-unreadable");
		assertThat(inspection.get("path").isNull()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{} | /pem | required", "{\"pem\": \"x\", \"jks\": \"AAAA\"} | /jks | conflicting-fields",
					"{\"pkcs12\": \"AAAA\", \"jks\": \"AAAA\"} | /jks | conflicting-fields",
					"{\"pkcs12\": \"é\"} | /pkcs12 | malformed-value", "{\"jks\": \"\"} | /jks | malformed-value",
					"{\"pem\": \"x\"} | /pem | pem-malformed", "{\"pem\": \"\"} | /pem | pem-malformed",
					"{\"pem\": \"-----BEGIN CERTIFICATE-----\\n\"} | /pem | pem-malformed",
					"{\"pkcs12\": \"AAAA\", \"trust\": \"x\"} | /trust | pem-malformed",
					"{\"pkcs12\": \"AAAA\", \"serverName\": \"\"} | /serverName | out-of-range",
					"{\"pkcs12\": \"AAAA\", \"at\": \"today\"} | /at | malformed-value",
					"{\"p12\": \"AAAA\"} | /p12 | unknown-field" })
	void refusesWhatIsNoRequestForOne(String body, String field, String code) {
		Answer answer = this.service.post("/api/v1/inspections", body);
		assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
		assertThat(answer.json().at("/violations/0/field").asString()).as(answer.text()).isEqualTo(field);
		assertThat(answer.json().at("/violations/0/code").asString()).as(answer.text()).isEqualTo(code);
	}

	private String certificate() {
		return this.service.post("/api/v1/certificates", "{\"names\": [\"inspected.test\"]}")
			.json()
			.get("id")
			.asString();
	}

	private byte[] keystore(String id, String format) {
		Answer answer = this.service.post("/api/v1/certificates/" + id + "/keystore",
				this.json.writeValueAsString(Map.of("format", format, "password", PASSWORD)));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		return answer.bytes();
	}

	private JsonNode ask(Map<String, ?> body) {
		Answer answer = this.service.post("/api/v1/inspections", this.json.writeValueAsString(body));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		return answer.json();
	}

}
