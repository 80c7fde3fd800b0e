package handfast;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A secret that was sent is found nowhere: not in logs at their most talkative, nor in
 * the database, answers, reports or the audit.
 */
class CanaryJourneyTests {

	private final RunningService service = RunningService.shared();

	@Test
	void keepsSecretsOutOfWhateverIsWritten() throws Exception {
		String canary = "CANARY-" + UUID.randomUUID();
		Logger root = (Logger) LoggerFactory.getLogger("handfast");
		Level was = root.getLevel();
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		root.addAppender(appender);
		root.setLevel(Level.TRACE);
		List<String> answers = new ArrayList<>();
		String token;
		try {
			token = this.service.post("/api/v1/tokens", "{\"name\": \"canary\", \"role\": \"requester\"}")
				.json()
				.get("token")
				.asString();
			use(canary, token, answers);
		}
		finally {
			root.setLevel(was);
			root.detachAppender(appender);
		}
		String secret = token.substring(token.lastIndexOf('_') + 1);
		assertThat(secret.length()).isGreaterThan(20);
		List<String> written = new ArrayList<>(answers);
		List.copyOf(appender.list).forEach((event) -> written.add(event.getFormattedMessage() + throwable(event)));
		written.addAll(this.service.bean(JdbcTemplate.class).queryForList("script", String.class));
		try (Stream<Path> files = Files.walk(this.service.home())) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				if (!file.getFileName().toString().equals("admin-token")) {
					written.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
				}
			}
		}
		assertThat(written).hasSizeGreaterThan(50);
		String administrator = this.service.adminToken();
		for (String text : written) {
			assertThat(text.contains(canary)).as("the canary in %.200s", text).isFalse();
			assertThat(text.contains(secret)).as("the token in %.200s", text).isFalse();
			assertThat(text.contains(administrator.substring(administrator.lastIndexOf('_') + 1)))
				.as("the administrator's token in %.200s", text)
				.isFalse();
		}
	}

	private void use(String canary, String token, List<String> answers) {
		String bearer = "Bearer " + token;
		String id = this.service.post("/api/v1/certificates", "{\"names\": [\"canary.test\"]}", "Authorization", bearer)
			.json()
			.get("id")
			.asString();
		String keystore = "/api/v1/certificates/" + id + "/keystore";
		for (String body : List.of("{\"format\": \"PKCS12\", \"password\": \"%s\"}",
				"{\"format\": \"PKCS12\", \"password\": \"%s\", \"encryption\": \"legacy\"}",
				"{\"format\": \"JKS\", \"password\": \"%s\"}", "{\"format\": \"PEM\", \"password\": \"%s\"}",
				"{\"format\": \"PKCS12\", \"password\": \"%sé\"}", "{\"format\": \"x\", \"password\": \"%s\"}",
				"{\"format\": \"PKCS12\", \"password\": [\"%s\"]}",
				"{\"format\": \"PKCS12\", \"password\": {\"%s\": 1}}", "{\"format\": \"PKCS12\", \"password\": \"%s\"",
				"{\"password\": \"%s\"}", "{\"format\": \"PKCS12\", \"password\": %s}",
				"{\"format\": \"JKS\", \"password\": \"%s\\u0000\"}",
				"{\"format\": \"PEM\", \"password\": \"%s\", \"password\": \"%1$s\"}")) {
			Answer answer = this.service.post(keystore, body.formatted(canary), "Authorization", bearer);
			answers.add(new String(answer.bytes(), StandardCharsets.ISO_8859_1));
			if (answer.status() == 200) {
				answers.add(this.service.get(answer.header("Handfast-Report")).text());
				answers.add(this.service.get(answer.header("Handfast-Report"), "Accept", "text/plain").text());
			}
		}
		for (String body : List.of("{\"pkcs12\": \"AAAA\", \"password\": \"%s\"}",
				"{\"pem\": \"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n\"}", "{\"pem\": \"%s\"}",
				"{\"jks\": \"%s\", \"password\": \"%1$s\"}", "{\"jks\": [\"%s\"]}", "{\"password\": {\"%s\": 1}}",
				"{\"pkcs12\": \"AAAA\", \"trust\": \"%s\"}", "{\"pkcs12\": \"%s")) {
			answers.add(this.service.post("/api/v1/inspections", body.formatted(canary)).text());
		}
		for (String wrong : List.of("Bearer " + canary, "Bearer hf_" + UUID.randomUUID() + "_" + canary,
				"Basic " + canary, canary, bearer + canary)) {
			answers.add(this.service.get("/api/v1/certificates", "Authorization", wrong).text());
		}
		answers.add(this.service.get("/api/v1/tokens").text());
		answers.add(this.service.get("/api/v1/audit?limit=500").text());
		answers.add(this.service.get("/api/v1/certificates/" + id).text());
	}

	private static String throwable(ILoggingEvent event) {
		return (event.getThrowableProxy() != null) ? event.getThrowableProxy().getMessage() : "";
	}

}
