package handfast.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import handfast.ServiceProcess;
import handfast.crash.Accounting.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process ends at each marked point of the gate, as by a power cut, while one request
 * for a certificate is on its way. More points in one go are reached by a home that is
 * used again, since a halted run leaves nothing that the next must not bear.
 */
class MarksJourneyTests {

	private static final int HALTED = 137;

	@TempDir
	Path folder;

	@Test
	void accountsForTheSerialWhereverTheGateIsCutOff() throws Exception {
		Path home = this.folder.resolve("home");
		AuditFiles audit = new AuditFiles(home);
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady()) {
			audit.newIntents();
		}
		// Each start settles the cut before it and runs into the next one.
		Asked asked = null;
		for (Mark mark : Mark.values()) {
			try (ServiceProcess service = ServiceProcess.start(home, "-Dhandfast.test.halt-at=" + mark).awaitReady()) {
				settle(service, audit, asked, mark);
				asked = ask(service, mark.name());
				assertThat(service.awaitEnd()).as("halted at %s", mark).isEqualTo(HALTED);
			}
		}
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady()) {
			settle(service, audit, asked, null);
		}
		Database.embedded(home).requireSettled();
	}

	private static void settle(ServiceProcess service, AuditFiles audit, Asked asked, Mark next) throws Exception {
		if (asked == null) {
			return;
		}
		Mark cut = Mark.valueOf(asked.idempotencyKey());
		try (Door door = Door.of(service)) {
			// The key is not repeated here: the next cut would come too early.
			Account account = new Accounting(door, audit).settle(List.of(new Asked(asked.body(), "", null)));
			System.out.printf("Halted at %s: %s%n", cut, account);
			cut.requireLeft(account);
		}
	}

	// The answer never comes.
	private static Asked ask(ServiceProcess service, String key) throws InterruptedException, IOException {
		Asked asked = new Asked(Load.body(), key, null);
		try (Door door = Door.of(service)) {
			Door.Answer answer = door.post("/api/v1/certificates", asked.body(), key);
			throw new AssertionError("Not halted at " + key + ": " + answer);
		}
		catch (IOException ex) {
			return asked;
		}
	}

	/**
	 * As {@code handfast.authority.Marks} has them, with what each leaves behind.
	 */
	private enum Mark {

		REHEARSED(0, 0), RECORDED(-1, -1), RECORD_DURABLE(1, 1), SIGNED(1, 1), VERIFIED(1, 1), KEPT(-1, -1),
		KEPT_DURABLE(1, 0);

		private final int intents;

		private final int orphans;

		// -1 where it depends on what reached the disk by itself.
		Mark(int intents, int orphans) {
			this.intents = intents;
			this.orphans = orphans;
		}

		void requireLeft(Account account) {
			if (this.intents >= 0) {
				assertThat(account.intents()).as("intents after %s", this).isEqualTo(this.intents);
				assertThat(account.orphans()).as("orphans after %s", this).isEqualTo(this.orphans);
			}
		}

	}

}
