package handfast.revocation;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A CRL that was signed.
 *
 * @param entries how many it lists
 * @param newestRevocation the newest of them, null where it lists none
 */
record MadeCrl(long number, Instant thisUpdate, Instant nextUpdate, long entries, @Nullable Instant newestRevocation,
		byte[] der) {

	/**
	 * Whether a third of its life is left, or less.
	 */
	boolean nearsItsEnd(Instant now) {
		Duration life = Duration.between(this.thisUpdate, this.nextUpdate);
		return !now.isBefore(this.nextUpdate.minus(life.dividedBy(3)));
	}

}
