package handfast.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Whether it is time to renew: two weeks before the end, or a tenth of the life of those
 * that live short.
 */
public final class Expiry {

	private static final Duration SOON = Duration.ofDays(14);

	private Expiry() {
	}

	/**
	 * Says so of a certificate that still holds and soon won't. Nothing where its dates
	 * could not be read.
	 */
	public static Optional<Finding> soon(@Nullable Instant notBefore, @Nullable Instant notAfter, Instant at) {
		if (notBefore == null || notAfter == null) {
			return Optional.empty();
		}
		Duration left = Duration.between(at, notAfter);
		Duration tenth = Duration.between(notBefore, notAfter).dividedBy(10);
		Duration limit = (tenth.compareTo(SOON) < 0) ? tenth : SOON;
		return (!left.isNegative() && left.compareTo(limit) < 0)
				? Optional.of(Finding.of(Code.EXPIRES_SOON, "The certificate expires at " + notAfter))
				: Optional.empty();
	}

}
