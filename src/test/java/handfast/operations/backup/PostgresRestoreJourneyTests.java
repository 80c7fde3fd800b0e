package handfast.operations.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

import handfast.RunningService;
import handfast.RunningService.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * On PostgreSQL, where a lost service may be alive and go on asking the database that was
 * restored.
 */
class PostgresRestoreJourneyTests extends RestoreContract {

	private static EmbeddedPostgres postgres;

	private static int databases;

	@BeforeAll
	static void start() throws Exception {
		postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
	}

	@AfterAll
	static void stop() throws Exception {
		postgres.close();
	}

	@Override
	Restoration.Database emptyDatabase(Path home) throws Exception {
		String name = "handfast" + ++databases;
		execute(new Restoration.Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "", false),
				"CREATE DATABASE " + name);
		return new Restoration.Database(postgres.getJdbcUrl("postgres", name), "postgres", "", false);
	}

	@Override
	String[] settings(Restoration.Database database) {
		return new String[] { "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=" + database.user() };
	}

	@Test
	void fencesTheOldServiceOnTheSameDatabase() throws Exception {
		Path old = this.folder.resolve("old");
		Path file = this.folder.resolve("backup");
		Restoration.Database database = emptyDatabase(old);
		Path home = this.folder.resolve("home");
		try (RunningService service = start(old, database)) {
			Issued before = issue(service, "before.test");
			backup(service, file, true);
			Issued after = issue(service, "after.test");
			execute(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
			List<String> told = restoration(file, home, database, old.resolve("audit")).restore();
			assertThat(told).anyMatch((line) -> line.contains("known to the audit alone: 1."))
				.anyMatch((line) -> line.contains("On this database it is refused"));
			Answer fenced = service.post("/api/v1/certificates", "{\"names\": [\"late.test\"]}");
			assertThat(fenced.status()).as(fenced.text()).isEqualTo(503);
			assertThat(fenced.json().get("type").asString()).isEqualTo("urn:handfast:problem:fenced");
			assertThat(fenced.json().get("detail").asString()).contains("stop this service for good");
			assertThat(service.plain("/health").json().get("checks").get("signing").asString()).isEqualTo("fenced");
			try (RunningService restored = start(home, database)) {
				String bearer = "Bearer " + service.adminToken();
				assertThat(restored.get("/api/v1/certificates?serialNumber=" + after.hex(), "Authorization", bearer)
					.text()).contains("\"orphan\":true");
				assertThat(restored.get("/api/v1/certificates/" + before.id(), "Authorization", bearer).status())
					.isEqualTo(200);
				issue(restored, "new.test", bearer);
				// The old one still answers, and still does not sign.
				assertThat(service.post("/api/v1/certificates", "{\"names\": [\"later.test\"]}").status())
					.isEqualTo(503);
			}
		}
		// Nor does its home start again.
		assertThatThrownBy(() -> start(old, database).close()).hasStackTraceContaining("never start it again");
		// A further node begins with an empty home.
		Path further = Files.createDirectory(this.folder.resolve("further"));
		Files.copy(home.resolve("kek"), further.resolve("kek"));
		FileSystemUtils.deleteRecursively(old);
		start(further, database).close();
	}

	private static void execute(Restoration.Database database, String sql) throws Exception {
		try (Connection connection = database.source().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
