package handfast.certificate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes, once a day, certificates of end entities that ended longer ago than they are
 * to be kept, so many and no more. What is left is the serial with what became of it, and
 * the audit; orphans, which are few, stay, and so does what anyone still needs.
 */
@Component
class Retention {

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

	private static final int MOST_A_DAY = 100_000;

	// Rows of one transaction: others wait for it.
	private static final int BATCH = 200;

	// Reads one range of the index by expiry, from a place on.
	private static final String CANDIDATES = """
			select c.id, c.kind, c.issuer_id, c.foreign_issuer, c.shard, c.not_after, c.revoked_at
			from certificate_search s join certificate c on c.id = s.certificate_id
			where s.search_key = 'all' and s.standing = ? and s.not_after <= ?
			  and (s.not_after < ? or s.certificate_id < ?)
			order by s.search_key, s.standing, s.not_after desc, s.certificate_id desc limit 200
			""";

	private final JdbcTemplate jdbc;

	private final SearchRows searchRows;

	private final TransactionTemplate transaction;

	private final LockProvider locks;

	private final AuditLog audit;

	private final List<StillNeeded> needs;

	private final Clock clock;

	private final @Nullable Duration keep;

	Retention(JdbcTemplate jdbc, SearchRows searchRows, TransactionTemplate transaction, LockProvider locks,
			AuditLog audit, List<StillNeeded> needs, Clock clock, InventoryProperties properties) {
		this.jdbc = jdbc;
		this.searchRows = searchRows;
		this.transaction = transaction;
		this.locks = locks;
		this.audit = audit;
		this.needs = needs;
		this.clock = clock;
		this.keep = properties.keep();
	}

	@Scheduled(initialDelay = 20, fixedDelay = 24 * 60, timeUnit = TimeUnit.MINUTES)
	void removeOld() {
		if (this.keep != null) {
			Instant endedBy = this.clock.instant().minus(this.keep);
			this.locks.lock(new LockConfiguration(Instant.now(), "remove-old", Duration.ofHours(2), Duration.ZERO))
				.ifPresent((held) -> removeOld(endedBy, held));
		}
	}

	private void removeOld(Instant endedBy, SimpleLock held) {
		try {
			int removed = 0;
			for (Standing standing : List.of(Standing.EXPIRED, Standing.ON_HOLD, Standing.REVOKED)) {
				removed += removeOld(standing, endedBy, MOST_A_DAY - removed);
			}
			if (removed > 0) {
				logger.info("{} certificates that ended before {} were removed", removed, endedBy);
			}
		}
		finally {
			held.unlock();
		}
	}

	private int removeOld(Standing standing, Instant endedBy, int most) {
		int removed = 0;
		List<Candidate> found;
		Instant from = endedBy;
		UUID before = new UUID(-1, -1);
		do {
			found = candidates(standing, from, before);
			if (!found.isEmpty()) {
				from = found.getLast().certificate().notAfter();
				before = found.getLast().certificate().id();
			}
			removed += remove(found.stream()
				.filter(Candidate::endEntity)
				.map(Candidate::certificate)
				.filter((one) -> this.needs.stream().noneMatch((need) -> need.isNeeded(one)))
				.toList());
		}
		while (found.size() == BATCH && removed < most);
		return removed;
	}

	private List<Candidate> candidates(Standing standing, Instant from, UUID before) {
		return this.jdbc.query(CANDIDATES,
				(statement) -> new Parameters(statement).number(standing.number())
					.instant(from)
					.instant(from)
					.id(before),
				(row, number) -> candidate(row));
	}

	private int remove(List<StillNeeded.Expired> batch) {
		if (batch.isEmpty()) {
			return 0;
		}
		this.transaction.executeWithoutResult((status) -> {
			List<AuditLog.Ticket> tickets = new ArrayList<>();
			for (StillNeeded.Expired one : batch) {
				this.searchRows.remove(one.id());
				remove(one.id());
				tickets.add(
						this.audit.append(AuditLine.of("handfast", "certificate.remove", one.id().toString(), "done")));
			}
			// Before the commit: what cannot be audited is not done.
			tickets.forEach(AuditLog.Ticket::await);
		});
		return batch.size();
	}

	private void remove(UUID id) {
		update("""
				insert into former_certificate (serial, issuer_id, state, shard, not_after, revoked_at, revocation_reason)
				select serial, issuer_id, state, shard, not_after, revoked_at, revocation_reason from certificate
				where id = ? and not foreign_issuer
				""",
				id);
		update("delete from certificate_succession where predecessor = ?", id);
		update("delete from certificate_renewal where certificate_id = ?", id);
		update("delete from certificate where id = ?", id);
	}

	private void update(String sql, UUID id) {
		this.jdbc.update(sql, (statement) -> new Parameters(statement).id(id));
	}

	private static Candidate candidate(ResultSet row) throws SQLException {
		UUID issuer = row.getBoolean("foreign_issuer") ? null : Columns.id(row, "issuer_id");
		return new Candidate(
				new StillNeeded.Expired(Columns.id(row, "id"), issuer, row.getInt("shard"),
						Columns.instant(row, "not_after"), row.getObject("revoked_at") != null),
				Certificate.Kind.valueOf(row.getString("kind")) == Certificate.Kind.END_ENTITY);
	}

	private record Candidate(StillNeeded.Expired certificate, boolean endEntity) {
	}

}
