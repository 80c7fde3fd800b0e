package handfast.authority;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.access.Caller;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.storage.Durability;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Has each CA followed by another in time: when the longest certificate that it may issue
 * would be cut short by its own end, the next one is made, published for a while, and
 * takes its turn; the one before answers for what it signed until its own end, when its
 * key is destroyed. Roots that follow one another certify one another. All is found in
 * rows, so that a run that was cut off is carried on by the next.
 */
@Service
public class Rollover {

	private static final Logger logger = LoggerFactory.getLogger(Rollover.class);

	private static final String ITSELF = "handfast";

	// Another node may be at it right now.
	private static final Duration LEFT_BEHIND = Duration.ofMinutes(5);

	private final AuthorityRows rows;

	private final CaMaker maker;

	private final Establishment establishment;

	private final SigningCas cas;

	private final Profiles profiles;

	private final AuthorityProperties properties;

	private final LockProvider locks;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final Durability durability;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Rollover(AuthorityRows rows, CaMaker maker, Establishment establishment, SigningCas cas, Profiles profiles,
			AuthorityProperties properties, LockProvider locks, TransactionOperations transactions, AuditLog audit,
			Durability durability, ApplicationEventPublisher events, Clock clock) {
		this.rows = rows;
		this.maker = maker;
		this.establishment = establishment;
		this.cas = cas;
		this.profiles = profiles;
		this.properties = properties;
		this.locks = locks;
		this.transactions = transactions;
		this.audit = audit;
		this.durability = durability;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Does what is due, on one node.
	 */
	@Scheduled(initialDelay = 1, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void bringUpToDate() {
		Optional<SimpleLock> lock = this.locks.lock(lease());
		lock.ifPresent((held) -> {
			try {
				bringUpToDateNow();
			}
			finally {
				held.unlock();
			}
		});
	}

	/**
	 * The same whoever holds the lease.
	 */
	public void bringUpToDateNow() {
		attempt("what was left unfinished", this::finish);
		attempt("the roots", this::roots);
		for (Authority authority : inTurn(Kind.ISSUING)) {
			attempt(authority.name(), () -> follow(authority));
		}
		for (Authority next : inState(State.PUBLISHED)) {
			attempt(next.name(), () -> takeTurn(next));
		}
		for (Authority old : inState(State.RETIRING)) {
			attempt(old.name(), () -> destroy(old));
		}
	}

	private void attempt(String what, Runnable step) {
		try {
			step.run();
		}
		catch (Problem ex) {
			if (ex.type() == ProblemType.SEALED) {
				// A further node has no root key: the first one goes on.
				logger.warn("The rollover of {} does not go on here: {}", what, ex.detail());
			}
			else {
				logger.error("ALARM: the rollover of {} did not go on: {}", what, ex.detail());
			}
		}
		catch (RuntimeException ex) {
			// The others must not wait for this one; it is tried again in ten minutes.
			logger.error("ALARM: the rollover of {} did not go on: {}", what, ex.toString());
		}
	}

	private void finish() {
		Instant before = this.clock.instant().minus(LEFT_BEHIND);
		this.rows.unfinished(Kind.ROOT)
			.stream()
			.filter((key) -> this.rows.createdAt(key.authority()).isBefore(before))
			.forEach(this.establishment::abandon);
		this.rows.unfinished(Kind.ISSUING)
			.stream()
			.filter((key) -> this.rows.createdAt(key.authority()).isBefore(before))
			.forEach(this.maker::certify);
	}

	private void roots() {
		Authority root = this.rows.inTurn(CaTerms.ROOT).orElseThrow();
		if (isDue(root, longest(CaTerms.ROOT)) && !hasNext(CaTerms.ROOT)) {
			publishNext(root, ITSELF);
		}
		next(CaTerms.ROOT).ifPresent((following) -> cross(root, following));
	}

	private void cross(Authority one, Authority other) {
		if (!this.rows.hasCross(one.id(), other.id())) {
			this.maker.cross(one, other);
		}
		if (!this.rows.hasCross(other.id(), one.id())) {
			this.maker.cross(other, one);
		}
		// Again where it was cut off; harmless where it was not.
		this.maker.storeChains();
	}

	private void follow(Authority authority) {
		UUID above = authority.issuer();
		// Whom another CA certified it has to certify again: nothing can be done here.
		if (above == null || !isDue(authority, longest(authority.series())) || hasNext(authority.series())) {
			return;
		}
		Authority issuer = issuerOfNext(above);
		Instant end = this.clock.instant().plus(authority.lifetime());
		// Where it would end no later, the one above has to be followed first.
		if ((end.isBefore(issuer.notAfter()) ? end : issuer.notAfter()).isAfter(authority.notAfter())) {
			publishNext(authority, ITSELF);
		}
	}

	private Authority issuerOfNext(UUID above) {
		return this.rows.inTurn(this.rows.find(above).orElseThrow().series()).orElseThrow();
	}

	private void publishNext(Authority authority, String actor) {
		CaTerms terms = this.rows.terms(authority.id());
		UUID above = authority.issuer();
		UUID issuer = null;
		if (above != null) {
			Authority signer = issuerOfNext(above);
			// Before anything is made: whether that key can be opened here.
			this.cas.requireSigning(this.cas.of(signer));
			issuer = signer.id();
		}
		CaKey key = this.maker.prepare(authority.kind(), terms, Subjects.following(terms.subject()), issuer);
		this.maker.certify(key);
		this.audit.record(AuditLine.of(actor, "authority.publish", key.authority().toString(), "done")
			.withDetail("follows " + authority.name()));
		logger.info("A new CA is published; it follows {}", authority.name());
	}

	/**
	 * Has the authority followed at once, before its time: its key may be in wrong hands,
	 * or nobody knows what it signed.
	 * @return the one that follows
	 * @throws Problem {@code CONFLICT} where it is not in turn or another CA certified
	 * it, {@code SEALED} where the key above it is not here
	 */
	UUID followAtOnce(UUID id, Caller caller) {
		Authority authority = this.rows.find(id)
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no authority " + id + "; see GET /api/v1/authorities"));
		if (!authority.state().isInTurn()) {
			throw ProblemType.CONFLICT.because(authority.name() + " is not in turn: name the one of the series "
					+ authority.series() + " that is active; see GET /api/v1/authorities");
		}
		if (!authority.foreignIssuers().isEmpty()) {
			throw ProblemType.CONFLICT.because("Another CA certified " + authority.name()
					+ ": make one of a new series by POST /api/v1/authorities with \"issuer\": \"external\".");
		}
		SimpleLock lock = this.locks.lock(lease())
			.orElseThrow(
					() -> ProblemType.CONFLICT.because("A CA is being followed right now: ask again in a moment."));
		try {
			if (next(authority.series()).isEmpty()) {
				publishNext(authority, caller.actor());
			}
			Authority next = next(authority.series()).orElseThrow();
			if (authority.isRoot()) {
				cross(authority, next);
			}
			turn(authority, next, caller.actor());
			return next.id();
		}
		finally {
			lock.unlock();
		}
	}

	private static LockConfiguration lease() {
		return new LockConfiguration(Instant.now(), "rollover", Duration.ofMinutes(10), Duration.ZERO);
	}

	private void takeTurn(Authority next) {
		Authority now = this.rows.inTurn(next.series()).orElse(null);
		if (now != null && now.state() == State.PAUSED) {
			// Somebody has to look at it.
			return;
		}
		Instant due = next.stateSince().plus(this.properties.publishedFor());
		boolean urgent = now == null || now.notAfter().isBefore(this.clock.instant().plus(longest(next.series())));
		if (!urgent && due.isAfter(this.clock.instant())) {
			return;
		}
		turn(now, next, ITSELF);
	}

	private void turn(@Nullable Authority now, Authority next, String actor) {
		this.transactions.executeWithoutResult((status) -> {
			if (now != null) {
				this.rows.move(now.id(), now.state(), State.RETIRING);
			}
			this.rows.move(next.id(), State.PUBLISHED, State.ACTIVE);
			// Last within the transaction: what cannot be audited is not done.
			this.audit.record(AuditLine.of(actor, "authority.turn", next.id().toString(), "done")
				.withDetail((now != null) ? "after " + now.name() : "the first of its series"));
		});
		this.durability.await();
		this.cas.readAnew();
		this.events.publishEvent(new AuthorityInTurn(next.id()));
		if (next.isRoot()) {
			this.events.publishEvent(new RootsChanged());
		}
		logger.info("{} signs from now on", next.name());
	}

	private void destroy(Authority old) {
		if (this.clock.instant().isBefore(old.notAfter())) {
			return;
		}
		this.transactions.executeWithoutResult((status) -> {
			if (this.rows.move(old.id(), State.RETIRING, State.DESTROYED)) {
				this.rows.destroyKey(old.key());
				this.audit.record(AuditLine.of("handfast", "authority.destroy", old.id().toString(), "done")
					.withDetail("all that it signed has expired"));
			}
		});
		this.durability.await();
		logger.info("The key of {} is destroyed: all that it signed has expired", old.name());
	}

	// A CA whose certificates are always cut short is followed no more often than its
	// life
	// warrants.
	private boolean isDue(Authority authority, Duration longest) {
		Instant now = this.clock.instant();
		Instant begin = authority.holder().getNotBefore().toInstant();
		Duration life = Duration.between(begin, authority.notAfter());
		return now.plus(longest).plus(this.properties.publishedFor()).isAfter(authority.notAfter())
				&& now.isAfter(begin.plus(life.dividedBy(3)));
	}

	private Duration longest(String series) {
		if (series.equals(CaTerms.ROOT)) {
			return inTurn(Kind.ISSUING).stream()
				.map(Authority::lifetime)
				.max(Comparator.naturalOrder())
				.orElse(Duration.ZERO);
		}
		return this.profiles.all()
			.stream()
			.filter((profile) -> profile.authority().equals(series))
			.map(Profile::maximumValidity)
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	private boolean hasNext(String series) {
		return next(series).isPresent() || this.rows.hasUnfinished(series);
	}

	private Optional<Authority> next(String series) {
		return inState(State.PUBLISHED).stream().filter((authority) -> authority.series().equals(series)).findFirst();
	}

	private List<Authority> inTurn(Kind kind) {
		return this.rows.all()
			.stream()
			.filter((authority) -> authority.kind() == kind && authority.state().isInTurn())
			.toList();
	}

	private List<Authority> inState(State state) {
		return this.rows.all().stream().filter((authority) -> authority.state() == state).toList();
	}

}
