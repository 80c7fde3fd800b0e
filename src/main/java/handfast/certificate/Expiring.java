package handfast.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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

	private final JdbcTemplate jdbc;

	Expiring(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
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
