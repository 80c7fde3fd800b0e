package handfast.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import handfast.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process ends amid a renewal that nobody asked for, as by a power cut, after the
 * signature and again after it was kept.
 */
class AutoRenewalCrashJourneyTests {

	private static final int HALTED = 137;

	private static final Duration LONGEST = Duration.ofSeconds(60);

	@TempDir
	Path folder;

	@Test
	void isFinishedByTheNextStart() throws Exception {
		Path home = this.folder.resolve("home");
		Database database = Database.embedded(home);
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady(); Door door = Door.of(service)) {
			for (String name : new String[] { "signed.test", "kept.test" }) {
				assertThat(door
					.post("/api/v1/certificates", "{\"names\": [\"%s\"], \"autoRenew\": true}".formatted(name), "")
					.status()).isEqualTo(201);
			}
		}
		for (String mark : new String[] { "SIGNED", "KEPT_DURABLE" }) {
			dueNow(database);
			try (ServiceProcess service = ServiceProcess.start(home, "-Dhandfast.test.halt-at=" + mark).awaitReady()) {
				assertThat(service.awaitEnd()).as(mark).isEqualTo(HALTED);
			}
		}
		dueNow(database);
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady(); Door door = Door.of(service)) {
			Instant end = Instant.now().plus(LONGEST);
			while (!superseded(door).contains("kept.test") || !superseded(door).contains("signed.test")) {
				assertThat(Instant.now()).isBefore(end);
				LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
			}
		}
		database.requireSettled();
		for (String name : new String[] { "signed.test", "kept.test" }) {
			assertThat(database.count("select count(*) from certificate where state = 'ISSUED' and names like '%" + name
					+ "%' and predecessor is not null"))
				.as(name)
				.isOne();
		}
		assertThat(database.count("select count(*) from certificate where state = 'ORPHANED'")).isOne();
	}

	private static String superseded(Door door) throws IOException, InterruptedException {
		return new String(door.get("/api/v1/certificates?status=superseded").body(), StandardCharsets.UTF_8);
	}

	// Certificates that have no successor yet.
	private static void dueNow(Database database) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
				Statement statement = connection.createStatement()) {
			assertThat(statement.executeUpdate("update certificate_renewal set due_at = timestamp with time zone"
					+ " '2026-01-01 00:00:00+00' where certificate_id in"
					+ " (select id from certificate where predecessor is null)"))
				.isPositive();
		}
	}

}
