package handfast.certificate;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the search rows of certificates that time alone has brought elsewhere. Searches
 * are right without it, only slower: they look at the dates as well. Any number of nodes
 * may run it.
 */
@Component
class Sweep {

	private static final int BATCH = 100;

	private static final String ENDED = """
			select certificate_id from certificate_search
			where search_key = 'all' and standing = ? and not_after < ?
			order by not_after desc, certificate_id desc limit 100
			""";

	private static final String BEGUN = """
			select s.certificate_id from certificate_search s join certificate c on c.id = s.certificate_id
			where s.search_key = 'all' and s.standing = ? and c.not_before <= ? limit 100
			""";

	private final JdbcTemplate jdbc;

	private final SearchRows searchRows;

	private final TransactionTemplate transaction;

	private final Clock clock;

	Sweep(JdbcTemplate jdbc, SearchRows searchRows, TransactionTemplate transaction, Clock clock) {
		this.jdbc = jdbc;
		this.searchRows = searchRows;
		this.transaction = transaction;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
	void run() {
		Instant now = this.clock.instant();
		sweep(BEGUN, Standing.PENDING, now);
		for (Standing standing : List.of(Standing.PENDING, Standing.ACTIVE, Standing.SUPERSEDED)) {
			sweep(ENDED, standing, now.minusSeconds(2));
		}
	}

	private void sweep(String statement, Standing standing, Instant time) {
		List<UUID> moved = new ArrayList<>();
		List<UUID> found;
		do {
			found = this.jdbc.query(statement,
					(prepared) -> new Parameters(prepared).number(standing.number()).instant(time),
					(row, number) -> Columns.id(row, "certificate_id"));
			// Should a row not move, the next round will try again.
			found.removeAll(moved);
			for (UUID id : found) {
				this.transaction.executeWithoutResult((status) -> this.searchRows.restand(id));
			}
			moved = found;
		}
		while (found.size() == BATCH);
	}

}
