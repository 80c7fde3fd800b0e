package handfast.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.ServiceProcess;
import handfast.crash.Asked.Answered;
import handfast.crash.Door.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one PostgreSQL, with one key file.
 */
class TwoNodesJourneyTests {

	private static final int EACH = 60;

	@TempDir
	Path folder;

	@Test
	void makeOneCaAndNeverUseASerialTwice() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
			.setServerConfig("synchronous_commit", "on")
			.start()) {
			Database database = new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres");
			// Both first starts at once.
			try (ServiceProcess one = start("one", database); ServiceProcess two = start("two", database)) {
				one.awaitReady();
				two.awaitReady();
				database.requireOneOfEach();
				assertThat(Files.readAllBytes(two.home().resolve("root.pem")))
					.isEqualTo(Files.readAllBytes(one.home().resolve("root.pem")));
				String token = token(one, two);
				List<Answered> answers = new ArrayList<>(ask(one, two, token));
				assertThat(answers).hasSize(2 * EACH);
				assertThat(answers).extracting(Answered::serial).doesNotHaveDuplicates();
				// 122 of 256 are used now, so that the draws must have met taken ones.
				requireSeenByBoth(answers, one, two, token);
			}
			database.requireSettled();
		}
	}

	private ServiceProcess start(String name, Database database) throws Exception {
		return ServiceProcess.start(this.folder.resolve(name), "-Dhandfast.test.serial-bits=8",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user(),
				"--handfast.key-file=" + this.folder.resolve("shared-kek"), "--handfast.public-url=http://pki.test:80");
	}

	// One of the two made the CAs and the administrator's token.
	private static String token(ServiceProcess one, ServiceProcess two) throws Exception {
		boolean first = Files.exists(one.home().resolve("admin-token"));
		assertThat(Files.exists(two.home().resolve("admin-token"))).isEqualTo(!first);
		return (first ? one : two).adminToken();
	}

	private static List<Answered> ask(ServiceProcess one, ServiceProcess two, String token) throws Exception {
		try (Door left = Door.of(one, token);
				Door right = Door.of(two, token);
				ExecutorService threads = Executors.newFixedThreadPool(8)) {
			List<Callable<Answer>> calls = new ArrayList<>();
			for (int i = 0; i < EACH; i++) {
				calls.add(() -> left.post("/api/v1/certificates", Load.body(), ""));
				calls.add(() -> right.post("/api/v1/certificates", Load.body(), ""));
			}
			List<Answered> answers = new ArrayList<>();
			for (Future<Answer> answer : threads.invokeAll(calls)) {
				assertThat(answer.get().status()).as(answer.get().toString()).isEqualTo(201);
				answers.add(Answered.of(answer.get()));
			}
			return answers;
		}
	}

	private static void requireSeenByBoth(List<Answered> answers, ServiceProcess one, ServiceProcess two, String token)
			throws Exception {
		try (Door left = Door.of(one, token); Door right = Door.of(two, token)) {
			for (Answered answered : answers) {
				for (Door door : List.of(left, right)) {
					assertThat(door.get("/api/v1/certificates/" + answered.id()).status()).isEqualTo(200);
				}
			}
		}
	}

}
