package handfast.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.certificate.DueRenewals;
import handfast.certificate.Expiring;
import handfast.installation.PlaceChanges;
import handfast.notice.NoticeQueue;
import handfast.revocation.CrlTimes;
import handfast.revocation.CrlTimes.CrlTime;
import handfast.revocation.OcspTimes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What metrics tell of the rows. Counted at most once a minute, and so seldom that the
 * counting takes no more than a hundredth of the time, however large the inventory and
 * however many ask. While the database is away, the last one stands.
 */
@Component
class Measurements {

	private static final Logger logger = LoggerFactory.getLogger(Measurements.class);

	private static final long SHORTEST_NANOS = Duration.ofMinutes(1).toNanos();

	private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

	private static final int LEAST_REST = 100;

	/**
	 * Days from now that ends are counted up to, each with those before it.
	 */
	private static final List<Integer> DAYS = List.of(1, 7, 14, 30, 90);

	private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

	private final Expiring expiring;

	private final DueRenewals renewals;

	private final PlaceChanges places;

	private final NoticeQueue notices;

	private final CrlTimes crls;

	private final OcspTimes ocsp;

	private final Authorities authorities;

	private final Clock clock;

	private final ReentrantLock counting = new ReentrantLock();

	private volatile @Nullable Counted last;

	private volatile long validUntil = System.nanoTime();

	Measurements(Expiring expiring, DueRenewals renewals, PlaceChanges places, NoticeQueue notices, CrlTimes crls,
			OcspTimes ocsp, Authorities authorities, Clock clock) {
		this.expiring = expiring;
		this.renewals = renewals;
		this.places = places;
		this.notices = notices;
		this.crls = crls;
		this.ocsp = ocsp;
		this.authorities = authorities;
		this.clock = clock;
	}

	/**
	 * The last count, or a new one where its time is over; null where there was none yet.
	 */
	@Nullable Counted recent() {
		if (System.nanoTime() - this.validUntil < 0 || !this.counting.tryLock()) {
			return this.last;
		}
		long begun = System.nanoTime();
		try {
			Counted counted = count();
			this.last = counted;
			long taken = System.nanoTime() - begun;
			this.validUntil = System.nanoTime() + Math.max(SHORTEST_NANOS, taken * LEAST_REST);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("Nothing is counted now: {}", ex.toString());
			this.validUntil = System.nanoTime() + RETRY_NANOS;
		}
		finally {
			this.counting.unlock();
		}
		return this.last;
	}

	private Counted count() {
		Instant now = this.clock.instant();
		Map<String, Long> expiringWithin = new LinkedHashMap<>();
		Instant from = now;
		long sum = 0;
		for (int days : DAYS) {
			Instant to = now.plus(Duration.ofDays(days));
			sum += this.expiring.count(from, to);
			expiringWithin.put(days + "d", sum);
			from = to;
		}
		long active = sum + this.expiring.count(from, END_OF_TIME);
		Map<String, Long> queues = new LinkedHashMap<>();
		queues.put("renewals", this.renewals.count(now));
		queues.put("mail", this.notices.forMail());
		queues.put("webhooks", this.notices.forWebhooks());
		return new Counted(now, active, expiringWithin, this.renewals.countFailing(), queues, this.notices.failures(),
				this.places.counts(), this.crls.all(), this.authorities.all(), this.ocsp.answers().orElse(-1L),
				this.ocsp.overdue(now));
	}

	/**
	 * One count.
	 *
	 * @param active certificates that are good and have no successor
	 * @param expiringWithin of them those that end so soon
	 * @param failingRenewals by itself
	 * @param queues what waits to be done
	 * @param noticeFailures in a row, the most of any address
	 * @param installations by status
	 * @param ocspAnswers made on this node; -1 where their file is not there
	 * @param ocspOverdue how long the answer that waits longest has been due
	 */
	record Counted(Instant at, long active, Map<String, Long> expiringWithin, long failingRenewals,
			Map<String, Long> queues, long noticeFailures, Map<String, Long> installations, List<CrlTime> crls,
			List<Authority> authorities, long ocspAnswers, Duration ocspOverdue) {
	}

}
