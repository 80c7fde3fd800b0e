package handfast.certificate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Certificates that stand and have no successor, by their end.
 */
@Service
public class Expiring {

	private static final String BETWEEN = """
			select certificate_id from certificate_search
			where search_key = ? and standing = ? and not_after > ? and not_after <= ?
			""";

	private static final String COUNT = """
			select count(*) from certificate_search
			where search_key = 'all' and standing = ? and not_after > ? and not_after <= ?
			""";

	private static final int PAGE = 500;

	private static final Duration FIRST_STEP = Duration.ofDays(1);

	private static final Duration SHORTEST_STEP = Duration.ofMinutes(10);

	// A microsecond is the least that the database tells apart.
	private static final long MICROSECOND = 1000;

	private final JdbcTemplate jdbc;

	private final CertificateSearch search;

	private final Clock clock;

	Expiring(JdbcTemplate jdbc, CertificateSearch search, Clock clock) {
		this.jdbc = jdbc;
		this.search = search;
		this.clock = clock;
	}

	/**
	 * Of those that the caller may see the first to end, in that order. Searches go from
	 * the latest down, so that short stretches of time are searched one after the other,
	 * longer ones where little is found.
	 * @param contact those alone that it is told of; null for all
	 */
	public List<Certificate> soonest(Caller caller, @Nullable Contact contact, Instant until, int most) {
		List<Certificate> soonest = new ArrayList<>();
		Instant from = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		Duration step = FIRST_STEP;
		while (from.isBefore(until) && soonest.size() < most) {
			Instant to = from.plus(step).isBefore(until) ? from.plus(step) : until;
			List<Certificate> found = ending(caller, contact, from, to, most);
			if (found.size() > most && step.compareTo(SHORTEST_STEP) > 0) {
				step = step.dividedBy(4);
				continue;
			}
			soonest.addAll(found.reversed());
			from = to;
			step = step.multipliedBy(2);
		}
		return soonest.subList(0, Math.min(soonest.size(), most));
	}

	/**
	 * Those that end after the one and not after the other, the last to end first.
	 * @return more than {@code most} where there are more, not all of them
	 */
	private List<Certificate> ending(Caller caller, @Nullable Contact contact, Instant after, Instant until, int most) {
		CertificateQuery query = new CertificateQuery(null, Status.ACTIVE, null, null, null, null,
				until.plusNanos(MICROSECOND), after, contact);
		List<Certificate> found = new ArrayList<>();
		Place place = Place.START;
		while (place != null && found.size() <= most) {
			CertificateSearch.Found page = this.search.find(query, caller, place, PAGE);
			found.addAll(page.items());
			place = page.next();
		}
		return found;
	}

	/**
	 * Those whose notAfter lies between the two, the second included.
	 * @param withContacts those alone of whom someone is told
	 */
	public List<UUID> between(Instant after, Instant until, boolean withContacts) {
		List<UUID> found = new ArrayList<>();
		for (Standing standing : List.of(Standing.ACTIVE, Standing.PENDING)) {
			found.addAll(this.jdbc.query(BETWEEN,
					(statement) -> new Parameters(statement).text(withContacts ? SearchKeys.TOLD : SearchKeys.ALL)
						.number(standing.number())
						.instant(after)
						.instant(until),
					(row, number) -> Columns.id(row, "certificate_id")));
		}
		return found;
	}

	/**
	 * How many there are, from the index alone.
	 */
	public long count(Instant after, Instant until) {
		return this.jdbc.query(COUNT,
				(statement) -> new Parameters(statement).number(Standing.ACTIVE.number()).instant(after).instant(until),
				(row, number) -> row.getLong(1))
			.getFirst();
	}

}
