package handfast.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClockGuardTests {

	private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

	@TempDir
	Path folder;

	private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

	@Test
	void toleratesAMinute() {
		ClockGuard guard = guard();
		guard.requireForward();
		this.now.set(NOON.minusSeconds(60));
		assertThatCode(guard::requireForward).doesNotThrowAnyException();
	}

	@Test
	void pausesWhenTheClockGoesBackwardsOverARestartToo() {
		guard().requireForward();
		this.now.set(NOON.minusSeconds(61));
		assertThatExceptionOfType(Problem.class).isThrownBy(guard()::requireForward)
			.matches((problem) -> problem.type() == ProblemType.CLOCK_REGRESSED)
			.matches((problem) -> problem.retryAfter() != null);
	}

	@Test
	void goesOnWhenTheClockHasCaughtUpOrIsAccepted() {
		ClockGuard guard = guard();
		guard.requireForward();
		this.now.set(NOON.minusSeconds(3600));
		guard.accept();
		assertThatCode(guard::requireForward).doesNotThrowAnyException();
		this.now.set(NOON.plusSeconds(1));
		assertThatCode(guard()::requireForward).doesNotThrowAnyException();
	}

	@Test
	void signsNothingWhereTheTimeCannotBeKept() throws IOException {
		ClockGuard guard = guard();
		Files.delete(this.folder);
		assertThatExceptionOfType(Problem.class).isThrownBy(guard::requireForward)
			.matches((problem) -> problem.type() == ProblemType.STORAGE_FULL);
		Files.createDirectory(this.folder);
		assertThatCode(guard::requireForward).doesNotThrowAnyException();
	}

	private ClockGuard guard() {
		InstantSource source = this.now::get;
		Clock clock = source.withZone(ZoneOffset.UTC);
		return new ClockGuard(clock, Home.of(this.folder));
	}

}
