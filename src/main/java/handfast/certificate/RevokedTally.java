package handfast.certificate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Tells whether a CRL lists what the inventory holds, without reading either: revocations
 * are committed in any order, holds end, and clocks are set back, so a count or the
 * newest of them would not do.
 *
 * @param entries how many
 * @param times the sum of the times they were revoked at, in microseconds since 1970; its
 * lowest 64 bits
 */
public record RevokedTally(long entries, long times) {

	public static final RevokedTally NONE = new RevokedTally(0, 0);

	public RevokedTally plus(RevokedEntry entry) {
		return new RevokedTally(this.entries + 1, this.times + ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()));
	}

	public RevokedTally plus(RevokedTally other) {
		return new RevokedTally(this.entries + other.entries, this.times + other.times);
	}

}
