package handfast.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

	private final StringWriter err = new StringWriter();

	@Test
	void saysNothingOfWhatIsQuick() {
		assertThat(new Progress(new PrintWriter(this.err), false).during("Waiting", () -> 42)).isEqualTo(42);
		assertThat(this.err.toString()).isEmpty();
	}

	@Test
	void tellsOnceOfWhatTakesLongerThanASecond() {
		long begun = System.nanoTime();
		new Progress(new PrintWriter(this.err), false).during("Waiting", () -> {
			while (this.err.toString().isEmpty()) {
				LockSupport.parkNanos(1_000_000);
			}
			return 0;
		});
		assertThat(System.nanoTime() - begun).isGreaterThan(999_000_000);
		assertThat(this.err).hasToString("Waiting …" + System.lineSeparator());
	}

	@Test
	void leavesNothingOnATerminal() {
		new Progress(new PrintWriter(this.err), true).during("Waiting", () -> {
			while (this.err.toString().isEmpty()) {
				LockSupport.parkNanos(1_000_000);
			}
			return 0;
		});
		assertThat(this.err.toString()).startsWith("\rWaiting … 1 s").endsWith("\r\u001b[K");
	}

}
