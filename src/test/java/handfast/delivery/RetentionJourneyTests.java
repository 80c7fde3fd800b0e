package handfast.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiles whose keys are handed out once, or never made.
 */
class RetentionJourneyTests {

	private static final String PROFILE = """
			description: A server whose key is %1$s
			purposes: [serverAuth]
			names: [dns]
			subject: names
			subjectAttributes: [CN]
			keys: [EC-P256]
			defaultKey: EC-P256
			defaultValidity: P30D
			maximumValidity: P90D
			keyEncipherment: false
			privateKey: %1$s
			""";

	@TempDir
	static Path folder;

	private static RunningService service;

	@BeforeAll
	static void start() throws IOException {
		Path profiles = Files.createDirectories(folder.resolve("home/profiles"));
		Files.writeString(profiles.resolve("single.yaml"), PROFILE.formatted("once"));
		Files.writeString(profiles.resolve("elsewhere.yaml"), PROFILE.formatted("never"));
		service = RunningService.start(folder.resolve("home"));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void handsAKeyOutToOneOfManyAtOnce() throws Exception {
		String id = enroll("{\"names\": [\"shop.test\"], \"profile\": \"single\"}").json().get("id").asString();
		String path = "/api/v1/certificates/" + id;
		List<Callable<Answer>> calls = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			calls.add(() -> service.post(path + "/keystore", "{\"format\": \"PEM\"}"));
		}
		List<Integer> statuses = new ArrayList<>();
		try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
			for (Future<Answer> answer : pool.invokeAll(calls)) {
				statuses.add(answer.get().status());
			}
		}
		assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409, 409, 409);
		assertThat(service.get(path).json().get("keyHeld").asBoolean()).isFalse();
	}

	@Test
	void losesNoKeyToAnOrderThatIsRefused() {
		String id = enroll("{\"names\": [\"shop.test\"], \"profile\": \"single\"}").json().get("id").asString();
		String path = "/api/v1/certificates/" + id + "/keystore";
		assertThat(service.post(path, "{\"format\": \"PKCS12\"}").status()).isEqualTo(422);
		assertThat(service.post(path, "{\"format\": \"PEM\"}").status()).isEqualTo(200);
	}

	@Test
	void makesNoKeyWhereTheProfileSaysNever() throws Exception {
		Answer refused = service.post("/api/v1/certificates",
				"{\"names\": [\"shop.test\"], \"profile\": \"elsewhere\"}");
		assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
		assertThat(refused.json().at("/violations/0/field").asString()).isEqualTo("/csr");
		assertThat(refused.json().at("/violations/0/code").asString()).isEqualTo("required");
		assertThat(enroll(
				"{\"csr\": \"" + Csrs.fresh("shop.test").replace("\n", "\\n") + "\", \"profile\": \"elsewhere\"}")
			.json()
			.get("keyHeld")
			.asBoolean()).isFalse();
	}

	private static Answer enroll(String body) {
		Answer answer = service.post("/api/v1/certificates", body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer;
	}

}
