package handfast.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import handfast.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A first start that is cut off at any moment is finished by the next. More moments:
 *
 * <pre>
 * ./mvnw test -Dtest=FirstStartJourneyTests -Dcrash.rounds.first=50
 * </pre>
 */
class FirstStartJourneyTests {

	private final Random random = new Random();

	@TempDir
	Path folder;

	@Test
	void isFinishedAfterCutsAtEveryStep() throws Exception {
		Path home = this.folder.resolve("home");
		killWhenThere(home, "installation.properties");
		killWhenThere(home, "handfast.mv.db");
		killWhenThere(home, "kek");
		killWhenThere(home, "root-kek");
		// The first certificate is the root's: its signature is lost, and its key with
		// it.
		haltAt(home, "RECORD_DURABLE", 1);
		haltAt(home, "SIGNED", 1);
		// The second is the issuing CA's, once the root is there.
		haltAt(home, "KEPT", 2);
		haltAt(home, "SIGNED", 1);
		killWhenThere(home, "admin-token");
		haltAt(home, "SIGNED", 1);
		killWhenThere(home, "https-certificate");
		requireFinished(home);
	}

	@Test
	void isFinishedAfterACutAtAnyMoment() throws Exception {
		int rounds = Integer.getInteger("crash.rounds.first", 3);
		long whole = 8000;
		for (int round = 1; round <= rounds; round++) {
			Path home = this.folder.resolve("home-" + round);
			long delay = this.random.nextLong(whole);
			ServiceProcess cut = ServiceProcess.start(home);
			TimeUnit.MILLISECONDS.sleep(delay);
			cut.kill();
			long begun = System.nanoTime();
			List<String> there = Files.isDirectory(home) ? List.of(home.toFile().list()) : List.of();
			requireFinished(home);
			whole = Math.max(whole, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
			System.out.printf("First start, round %d of %d: cut after %d ms with %s, finished%n", round, rounds, delay,
					there);
		}
	}

	private static void killWhenThere(Path home, String file) throws Exception {
		try (ServiceProcess service = ServiceProcess.start(home)) {
			while (!Files.exists(home.resolve(file))) {
				assertThat(service.isAlive()).as(service.log()).isTrue();
				Thread.onSpinWait();
				TimeUnit.MICROSECONDS.sleep(100);
			}
			service.kill();
		}
	}

	private static void haltAt(Path home, String mark, int time) throws Exception {
		try (ServiceProcess service = ServiceProcess.start(home, "-Dhandfast.test.halt-at=" + mark,
				"-Dhandfast.test.halt-after=" + time)) {
			assertThat(service.awaitEnd()).as(service.log()).isEqualTo(137);
		}
	}

	private static void requireFinished(Path home) throws Exception {
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady(); Door door = Door.of(service)) {
			assertThat(door.get("/api/v1/authorities").status()).isEqualTo(200);
			var issued = door.post("/api/v1/certificates", Load.body(), "");
			assertThat(issued.status()).as(String.valueOf(issued.body())).isEqualTo(201);
			assertThat(door.plain("/pki/root.pem").body()).isEqualTo(Files.readAllBytes(home.resolve("root.pem")));
			new AuditFiles(home).requireWhole();
		}
		Database database = Database.embedded(home);
		database.requireOneOfEach();
		database.requireSettled();
	}

}
