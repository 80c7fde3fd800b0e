package handfast.x509;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes UUIDv7: 48 bits of milliseconds, then a count within the millisecond, then random
 * bits. Strictly rising on one node.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9562#section-5.7 RFC 9562 §5.7
 */
public class TimeOrderedIds {

	private final Clock clock;

	private final SecureRandom random;

	// Milliseconds in the upper bits, the 12-bit count (rand_a) in the lower.
	private final AtomicLong last = new AtomicLong();

	public TimeOrderedIds(Clock clock, SecureRandom random) {
		this.clock = clock;
		this.random = random;
	}

	public UUID next() {
		long now = this.clock.millis() << 12;
		long tick = this.last.updateAndGet((before) -> Math.max(before + 1, now));
		long high = (tick >>> 12 << 16) | 0x7000 | (tick & 0xfff);
		long low = (this.random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new UUID(high, low);
	}

}
