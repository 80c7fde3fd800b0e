package handfast.storage;

import java.security.SecureRandom;
import java.time.Duration;

import org.springframework.stereotype.Component;

/**
 * How long to wait before what has failed is tried again: a minute, then twice as long
 * each time, up to twelve hours; each moved by up to a tenth, so that what failed
 * together does not come back together.
 */
@Component
public class GrowingPause {

	private static final Duration FIRST = Duration.ofMinutes(1);

	private static final Duration LONGEST = Duration.ofHours(12);

	// By then the longest is long reached.
	private static final int MOST_DOUBLINGS = 20;

	private static final double SPREAD = 0.1;

	private final SecureRandom random;

	GrowingPause(SecureRandom random) {
		this.random = random;
	}

	/**
	 * @param failures before this one
	 */
	public Duration after(int failures) {
		Duration longer = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
		Duration pause = (longer.compareTo(LONGEST) < 0) ? longer : LONGEST;
		return Duration.ofMillis((long) (pause.toMillis() * (1 + SPREAD * (2 * this.random.nextDouble() - 1))));
	}

}
