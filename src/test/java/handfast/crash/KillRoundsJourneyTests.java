package handfast.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import handfast.ServiceProcess;
import handfast.crash.Accounting.Account;
import handfast.crash.Asked.Answered;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9} under load, round after round on one home. More rounds:
 *
 * <pre>
 * ./mvnw test -Dtest=KillRoundsJourneyTests -Dcrash.rounds.h2=40 -Dcrash.rounds.postgres=10
 * </pre>
 */
class KillRoundsJourneyTests {

	private static final int LONGEST_MILLIS = 3000;

	private final Random random = new Random();

	@TempDir
	Path folder;

	@Test
	void losesNothingOnH2() throws Exception {
		Path home = this.folder.resolve("home");
		rounds("H2", Integer.getInteger("crash.rounds.h2", 2), home);
		Database.embedded(home).requireSettled();
	}

	@Test
	void losesNothingOnPostgres() throws Exception {
		// It is off in this build, and the service would refuse to start.
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
			.setServerConfig("synchronous_commit", "on")
			.start()) {
			String url = postgres.getJdbcUrl("postgres", "postgres");
			rounds("PostgreSQL", Integer.getInteger("crash.rounds.postgres", 1), this.folder.resolve("home"),
					"--spring.datasource.url=" + url, "--spring.datasource.username=postgres");
			new Database(url, "postgres").requireSettled();
		}
	}

	private void rounds(String database, int rounds, Path home, String... settings) throws Exception {
		AuditFiles audit = new AuditFiles(home);
		List<Answered> all = new ArrayList<>();
		Account total = Account.NONE;
		ServiceProcess service = ServiceProcess.start(home, settings).awaitReady();
		try {
			audit.newIntents();
			for (int round = 1; round <= rounds; round++) {
				Collection<Asked> asked = killUnderLoad(service);
				service = ServiceProcess.start(home, settings).awaitReady();
				Account account = settle(service, audit, asked);
				System.out.printf("%s round %d of %d: %s%n", database, round, rounds, account);
				total = total.plus(account);
				asked.stream().map(Asked::answered).filter((each) -> each != null).forEach(all::add);
			}
			requireAll(service, audit, all);
			System.out.printf("%s, %d rounds of kill -9: %s%n", database, rounds, total);
			assertThat(total.answered()).isPositive();
		}
		finally {
			service.close();
		}
	}

	private Collection<Asked> killUnderLoad(ServiceProcess service) throws Exception {
		Load load = Load.on(service);
		load.awaitAnswers(Load.CLIENTS);
		TimeUnit.MILLISECONDS.sleep(this.random.nextInt(LONGEST_MILLIS));
		service.kill();
		Collection<Asked> asked = load.end();
		assertThat(load.unexpected()).isEmpty();
		return asked;
	}

	private static Account settle(ServiceProcess service, AuditFiles audit, Collection<Asked> asked) throws Exception {
		try (Door door = Door.of(service)) {
			return new Accounting(door, audit).settle(asked);
		}
		catch (AssertionError | Exception ex) {
			System.out.println("The log of the service after the kill:\n" + service.log());
			throw ex;
		}
	}

	// What was answered in the first round has survived all that followed.
	private static void requireAll(ServiceProcess service, AuditFiles audit, List<Answered> all) throws Exception {
		try (Door door = Door.of(service)) {
			new Accounting(door, audit).requireAnswered(all);
		}
	}

}
