package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where certificates of a status are to be found: a standing, and a part of it by
 * notAfter.
 *
 * @param before notAfter lies before it
 * @param since notAfter is it or later
 * @param unswept has expired, and its rows do not say so yet
 */
record Range(Standing standing, Instant before, Instant since, boolean unswept) {

	// A microsecond is the least that the database tells apart.
	private static final long MICROSECOND = 1000;

	static List<Range> of(CertificateQuery query, Instant now) {
		Instant before = (query.expiresBefore() != null) ? query.expiresBefore() : Place.START.notAfter();
		Instant since = (query.expiresAfter() != null) ? query.expiresAfter().plusNanos(MICROSECOND) : Instant.EPOCH;
		List<Range> ranges = new ArrayList<>();
		for (Standing standing : standings(query.status())) {
			ranges.add(new Range(standing, before, since, false));
		}
		if (query.status() == Status.EXPIRED) {
			// The last second of a certificate is its own.
			Instant ended = now.minusSeconds(1).plusNanos(MICROSECOND);
			Instant end = ended.isBefore(before) ? ended : before;
			for (Standing standing : List.of(Standing.ACTIVE, Standing.PENDING, Standing.SUPERSEDED)) {
				ranges.add(new Range(standing, end, since, true));
			}
		}
		return ranges;
	}

	private static List<Standing> standings(@Nullable Status status) {
		if (status == null) {
			return List.of(Standing.values());
		}
		return (status == Status.ACTIVE) ? List.of(Standing.ACTIVE, Standing.PENDING) : List.of(Standing.of(status));
	}

}
