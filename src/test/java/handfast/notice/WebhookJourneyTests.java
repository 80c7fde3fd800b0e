package handfast.notice;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.authority.SettableClock;
import handfast.notice.Receiver.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Notices as a real web server gets them.
 */
class WebhookJourneyTests {

	private static final String PATH = "/api/v1/webhooks";

	private final RunningService shared = RunningService.shared();

	@TempDir
	Path folder;

	@Test
	void postsOnceSignedAndAgainUntilItIsTaken() throws Exception {
		SettableClock clock = new SettableClock();
		try (RunningService service = RunningService.start(clock, this.folder.resolve("home"));
				Receiver https = Receiver.start(Keystores.context(service, "localhost"));
				Receiver http = Receiver.start(null)) {
			JsonNode made = create(service, "pager", "https://localhost:" + https.port() + "/hook?team=ops");
			String secret = made.get("secret").asString();
			create(service, "plain", "http://127.0.0.1:" + http.port());
			assertThat(service.get(PATH).text()).contains("\"pager\"").doesNotContain(secret);
			Answer enrolled = service.post("/api/v1/certificates",
					"{\"names\": [\"posted.shop.test\"], \"contacts\": [\"webhook:pager\", \"webhook:plain\"]}");
			assertThat(enrolled.status()).as(enrolled.toString()).isEqualTo(201);
			https.answer(500);
			clock.pass(Duration.ofDays(62));
			service.bean(ExpiryNews.class).look();
			deliverAtOnce(service);
			assertThat(http.calls()).hasSize(1);
			assertThat(http.calls().getFirst().path()).isEqualTo("/");
			assertThat(https.calls()).hasSize(1);
			deliverAtOnce(service);
			assertThat(https.calls()).hasSize(1);
			JdbcTemplate rows = service.bean(JdbcTemplate.class);
			assertThat(rows.queryForObject("select problem from notice where contact = 'webhook:pager'", String.class))
				.contains("500");
			clock.pass(Duration.ofSeconds(70));
			deliverAtOnce(service);
			assertThat(https.calls()).hasSize(2);
			clock.pass(Duration.ofSeconds(70));
			deliverAtOnce(service);
			assertThat(https.calls()).hasSize(2);
			https.answer(200);
			clock.pass(Duration.ofSeconds(70));
			deliverAtOnce(service);
			clock.pass(Duration.ofDays(1));
			deliverAtOnce(service);
			assertThat(https.calls()).extracting(Call::answered).containsExactly(500, 500, 200);
			assertThat(https.calls()).extracting((call) -> call.headers().getFirst("Handfast-Delivery"))
				.containsOnly(https.calls().getFirst().headers().getFirst("Handfast-Delivery"));
			Call call = https.calls().getLast();
			assertThat(call.method()).isEqualTo("POST");
			assertThat(call.path()).isEqualTo("/hook?team=ops");
			assertThat(call.headers().getFirst("Content-Type")).isEqualTo("application/json");
			String timestamp = call.headers().getFirst("Handfast-Timestamp");
			assertThat(Instant.ofEpochSecond(Long.parseLong(timestamp)))
				.isBetween(clock.instant().minus(Duration.ofDays(2)), clock.instant());
			assertThat(call.headers().getFirst("Handfast-Signature"))
				.isEqualTo("v1=" + hmac(secret, timestamp + "." + new String(call.body(), StandardCharsets.UTF_8)));
			JsonNode body = JsonMapper.shared().readTree(call.body());
			assertThat(body.get("kind").asString()).isEqualTo("certificate-expires");
			assertThat(body.at("/certificate/id").asString()).isEqualTo(enrolled.json().get("id").asString());
			assertThat(body.at("/certificate/names/0").asString()).isEqualTo("posted.shop.test");
			assertThat(Instant.parse(body.get("ends").asString()))
				.isEqualTo(Instant.parse(enrolled.json().get("notAfter").asString()));

			String id = made.get("id").asString();
			assertThat(service.delete(PATH + "/" + id).status()).isEqualTo(204);
			assertThat(service.delete(PATH + "/" + id).status()).isEqualTo(404);
			clock.pass(Duration.ofDays(15));
			service.bean(ExpiryNews.class).look();
			deliverAtOnce(service);
			assertThat(https.calls()).hasSize(3);
			assertThat(http.calls()).hasSize(2);
		}
	}

	@Test
	void refusesAddressesThatNothingIsSentTo() {
		refuses("http://169.254.169.254/latest", "never connects to");
		refuses("http://localhost:" + this.shared.plainPort() + "/x", "door of this Handfast");
		refuses("https://localhost:" + this.shared.httpsPort() + "/api/v1/webhooks", "own HTTPS port");
		refuses("https://[fe80::1]/x", "never connects to");
		refuses("https://no-such-host.invalid/x", "no-such-host.invalid");
		refuses("ftp://shop.test/x", "https://HOST/PATH");
		refuses("https://user:secret@shop.test/", "https://HOST/PATH");
		refuses("nonsense", "https://HOST/PATH");
	}

	@Test
	void refusesATakenNameAndOneThatNoContactCouldSay() {
		String id = create(this.shared, "taken", "http://127.0.0.1:9").get("id").asString();
		Answer again = this.shared.post(PATH, "{\"name\": \"taken\", \"url\": \"http://127.0.0.1:9\"}");
		assertThat(again.status()).as(again.toString()).isEqualTo(409);
		assertThat(again.json().get("id").asString()).isEqualTo(id);
		assertThat(this.shared.delete(PATH + "/" + id).status()).isEqualTo(204);
		Answer wrong = this.shared.post(PATH, "{\"name\": \"Not This\", \"url\": \"http://127.0.0.1:9\"}");
		assertThat(wrong.status()).isEqualTo(422);
		assertThat(wrong.json().at("/violations/0/field").asString()).isEqualTo("/name");
		assertThat(this.shared
			.post(PATH, "{\"name\": \"key\", \"url\": \"http://127.0.0.1:9\"}", "Idempotency-Key", "once")
			.status()).isEqualTo(400);
	}

	private void refuses(String url, String why) {
		Answer answer = this.shared.post(PATH, "{\"name\": \"refused\", \"url\": \"%s\"}".formatted(url));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
		assertThat(answer.json().at("/violations/0/field").asString()).isEqualTo("/url");
		assertThat(answer.json().at("/violations/0/message").asString()).contains(why);
	}

	private static void deliverAtOnce(RunningService service) throws Exception {
		List<Callable<Void>> many = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			many.add(() -> {
				service.bean(WebhookPosts.class).deliver();
				return null;
			});
		}
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			for (Future<Void> one : threads.invokeAll(many)) {
				one.get();
			}
		}
	}

	private static JsonNode create(RunningService service, String name, String url) {
		Answer answer = service.post(PATH, "{\"name\": \"%s\", \"url\": \"%s\"}".formatted(name, url));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private static String hmac(String secret, String text) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
	}

}
