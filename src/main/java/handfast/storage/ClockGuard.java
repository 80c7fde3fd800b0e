package handfast.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

import handfast.problem.ProblemType;

/**
 * Notices a clock that went backwards, over restarts too (security §2.5).
 */
final class ClockGuard {

	private static final Duration TOLERANCE = Duration.ofMinutes(1);

	private static final Duration WRITE_EVERY = Duration.ofSeconds(10);

	private final Clock clock;

	private final Path file;

	// Guarded by this.
	private Instant latest;

	private Instant written;

	ClockGuard(Clock clock, Home home) {
		this.clock = clock;
		this.file = home.resolve("clock");
		this.latest = read();
		this.written = this.latest;
	}

	synchronized void requireForward() {
		Instant now = this.clock.instant();
		if (now.isAfter(this.latest)) {
			this.latest = now;
			if (Duration.between(this.written, now).compareTo(WRITE_EVERY) > 0) {
				keep(now);
			}
		}
		else if (Duration.between(now, this.latest).compareTo(TOLERANCE) > 0) {
			throw ProblemType.CLOCK_REGRESSED
				.because("This machine's clock says " + now + " and was at " + this.latest
						+ " before: set it right, or run `java -jar handfast.jar accept-clock` if it is right now.")
				.retryAfter(Duration.ofSeconds(30));
		}
	}

	synchronized void accept() {
		this.latest = this.clock.instant();
		write(this.latest);
	}

	// What a restart would not know of can't be relied on.
	private void keep(Instant now) {
		try {
			write(now);
		}
		catch (UncheckedIOException ex) {
			throw ProblemType.STORAGE_FULL
				.because("The time can't be kept in " + this.file + " (" + ex.getMessage()
						+ "): make room on the disk, or mend it, and ask again.")
				.retryAfter(Duration.ofSeconds(60));
		}
	}

	private void write(Instant now) {
		AtomicFiles.writePrivate(this.file, now.toString().getBytes(StandardCharsets.UTF_8));
		this.written = now;
	}

	private Instant read() {
		try {
			return Files.exists(this.file) ? Instant.parse(Files.readString(this.file)) : Instant.EPOCH;
		}
		catch (IOException | DateTimeException ex) {
			return Instant.EPOCH;
		}
	}

}
