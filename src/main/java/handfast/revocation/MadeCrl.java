package handfast.revocation;

import java.time.Duration;
import java.time.Instant;

import handfast.certificate.RevokedTally;

/**
 * A CRL that was signed.
 *
 * @param horizon certificates that end before it are not listed any more
 * @param tally of what it lists
 */
record MadeCrl(long number, Instant thisUpdate, Instant nextUpdate, Instant horizon, RevokedTally tally) {

	// As the clocks of two nodes may differ.
	private static final Duration AHEAD = Duration.ofMinutes(1);

	// A million take 25 s.
	private static final int ENTRIES_A_SECOND = 40_000;

	/**
	 * The horizon of the list after it: what this one still lists though it has ended may
	 * go then. A clock that was ahead and is set right brings back what left too early.
	 *
	 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-3.3 RFC 5280 §3.3
	 */
	Instant nextHorizon(Instant now) {
		return this.thisUpdate.isBefore(now) ? this.thisUpdate : now;
	}

	/**
	 * Whether the next may come. While one certificate after the other is revoked, a long
	 * list is not made all the time.
	 */
	boolean hasRested(Instant now) {
		return !now.isBefore(this.thisUpdate.plusSeconds(this.tally.entries() / ENTRIES_A_SECOND));
	}

	/**
	 * Whether the clock was ahead when it was made.
	 */
	boolean isOfTheFuture(Instant now) {
		return this.thisUpdate.isAfter(now.plus(AHEAD));
	}

	/**
	 * Whether a third of its life is left, or less.
	 */
	boolean nearsItsEnd(Instant now) {
		Duration life = Duration.between(this.thisUpdate, this.nextUpdate);
		return !now.isBefore(this.nextUpdate.minus(life.dividedBy(3)));
	}

}
