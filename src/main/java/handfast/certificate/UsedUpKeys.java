package handfast.certificate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.key.SubjectKeys;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases, once a day, keys of which no certificate can be used any more: each is expired
 * for a week or revoked for good (security §5.4). The week is for whoever renews late
 * with the same key.
 */
@Component
class UsedUpKeys {

	private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(7);

	private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

	private static final int BATCH = 500;

	// Reads one range of the index by expiry, from a place on.
	private static final String CANDIDATES = """
			select s.certificate_id, s.not_after, k.id as held_key
			from certificate_search s
			join certificate c on c.id = s.certificate_id
			left join subject_key k on k.id = c.subject_key and k.data_key is not null
			where s.search_key = 'all' and s.standing = ? and s.not_after > ? and s.not_after <= ?
			  and (s.not_after < ? or s.certificate_id < ?)
			order by s.not_after desc, s.certificate_id desc limit 500
			""";

	private static final String IN_USE = """
			select count(*) from certificate
			where subject_key = ? and not_after > ? and (revoked_at is null or on_hold)
			""";

	private final JdbcTemplate jdbc;

	private final SubjectKeys keys;

	private final TransactionTemplate transaction;

	private final LockProvider locks;

	private final AuditLog audit;

	private final Clock clock;

	// What expired before was looked at; after a start, all is.
	private Instant seenUpTo = Instant.EPOCH;

	UsedUpKeys(JdbcTemplate jdbc, SubjectKeys keys, TransactionTemplate transaction, LockProvider locks, AuditLog audit,
			Clock clock) {
		this.jdbc = jdbc;
		this.keys = keys;
		this.transaction = transaction;
		this.locks = locks;
		this.audit = audit;
		this.clock = clock;
	}

	@Scheduled(initialDelay = 10, fixedDelay = 24 * 60, timeUnit = TimeUnit.MINUTES)
	void erase() {
		Optional<SimpleLock> lock = this.locks
			.lock(new LockConfiguration(Instant.now(), "erase-keys", Duration.ofHours(2), Duration.ZERO));
		lock.ifPresent((held) -> {
			try {
				eraseAll(this.clock.instant().minus(KEPT_AFTER_EXPIRY));
			}
			finally {
				held.unlock();
			}
		});
	}

	private void eraseAll(Instant expiredBy) {
		erase(Standing.EXPIRED, this.seenUpTo, expiredBy, expiredBy);
		erase(Standing.REVOKED, Instant.EPOCH, END_OF_TIME, expiredBy);
		// The sweep may have been late: a day is read twice.
		this.seenUpTo = expiredBy.minus(Duration.ofDays(1));
	}

	private void erase(Standing standing, Instant after, Instant upTo, Instant expiredBy) {
		Candidate last = new Candidate(new UUID(-1, -1), upTo, null);
		List<Candidate> found;
		do {
			Candidate from = last;
			found = this.jdbc.query(CANDIDATES,
					(statement) -> new Parameters(statement).number(standing.number())
						.instant(after)
						.instant(from.notAfter())
						.instant(from.notAfter())
						.id(from.certificate()),
					(row, number) -> new Candidate(Columns.id(row, "certificate_id"), Columns.instant(row, "not_after"),
							Columns.optionalId(row, "held_key")));
			for (Candidate candidate : found) {
				last = candidate;
				eraseUnused(candidate.heldKey(), expiredBy);
			}
		}
		while (found.size() == BATCH);
	}

	private void eraseUnused(@Nullable UUID key, Instant expiredBy) {
		if (key == null || isInUse(key, expiredBy)) {
			return;
		}
		this.transaction.executeWithoutResult((status) -> {
			this.keys.erase(key);
			// Last within the transaction: what cannot be audited is not done.
			this.audit.record(AuditLine.of("handfast", "key.erase", key.toString(), "done"));
		});
	}

	private boolean isInUse(UUID key, Instant expiredBy) {
		return this.jdbc
			.query(IN_USE, (statement) -> new Parameters(statement).id(key).instant(expiredBy),
					(row, number) -> row.getLong(1))
			.getFirst() > 0;
	}

	private record Candidate(UUID certificate, Instant notAfter, @Nullable UUID heldKey) {
	}

}
