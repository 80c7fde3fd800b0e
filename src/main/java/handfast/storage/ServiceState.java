package handfast.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import handfast.problem.Problem;
import handfast.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * What this service can do right now, asked before each signature and by the health page.
 */
@Component
public class ServiceState {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Home home;

	private final ClockGuard clockGuard;

	private final long floor;

	private volatile long usable;

	private volatile long lookedAt;

	ServiceState(Home home, Clock clock, HandfastProperties properties) {
		this.home = home;
		this.clockGuard = new ClockGuard(clock, home);
		this.floor = properties.freeSpaceFloor().toBytes();
		look();
	}

	/**
	 * Returns where signing may go on.
	 * @throws Problem {@code STORAGE_FULL} or {@code CLOCK_REGRESSED}, with Retry-After
	 */
	public void requireReadyToSign() {
		requireSpace();
		this.clockGuard.requireForward();
	}

	/**
	 * Takes the clock as it is now for right.
	 */
	public void acceptClock() {
		this.clockGuard.accept();
	}

	private void requireSpace() {
		if (System.nanoTime() - this.lookedAt > LOOK_NANOS) {
			look();
		}
		if (this.usable < this.floor) {
			throw ProblemType.STORAGE_FULL
				.because("The disk of " + this.home.path() + " has " + this.usable / 1_000_000
						+ " MB left and nothing is signed below " + this.floor / 1_000_000
						+ " MB: make room and ask again.")
				.retryAfter(Duration.ofSeconds(60));
		}
	}

	private void look() {
		try {
			this.usable = Files.getFileStore(this.home.path()).getUsableSpace();
		}
		catch (IOException ex) {
			this.usable = 0;
		}
		this.lookedAt = System.nanoTime();
	}

}
