package handfast.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.certificate.Certificates;
import handfast.certificate.RevokedTally;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * The CRLs of all CAs of ours: one for each shard, at the address that its certificates
 * name for good, and the whole list beside them, for people.
 */
@Service
public class Crls {

	private static final Logger logger = LoggerFactory.getLogger(Crls.class);

	private final Authorities authorities;

	private final Shards shards;

	private final Certificates certificates;

	private final CrlRows rows;

	private final CrlMaker maker;

	private final Served served;

	private final LockProvider locks;

	private final CaCertificates caCertificates;

	private final Clock clock;

	Crls(Authorities authorities, Shards shards, Certificates certificates, CrlRows rows, CrlMaker maker, Served served,
			LockProvider locks, CaCertificates caCertificates, Clock clock) {
		this.authorities = authorities;
		this.shards = shards;
		this.certificates = certificates;
		this.rows = rows;
		this.maker = maker;
		this.served = served;
		this.locks = locks;
		this.caCertificates = caCertificates;
		this.clock = clock;
	}

	/**
	 * Makes what is missing, near its end or behind the inventory, and serves the newest
	 * of each, with the CAs' certificates.
	 */
	@Scheduled(initialDelay = 5, fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void bringUpToDate() {
		if (scopes().stream().anyMatch(this::isDue)) {
			// One node makes them; if two do, numbers keep them apart all the same.
			Optional<SimpleLock> lock = this.locks
				.lock(new LockConfiguration(Instant.now(), "crl", Duration.ofMinutes(2), Duration.ZERO));
			lock.ifPresent(this::makeDue);
		}
		serveNewest();
	}

	/**
	 * The same at once, whoever holds the lease: it may be left of a node that was
	 * killed, and what certificates name must be there when a start has come to its end.
	 */
	public void bringUpToDateNow() {
		// Another node may have made what is missing here.
		serveNewest();
		makeDue();
		serveNewest();
	}

	private void makeDue(SimpleLock lock) {
		try {
			makeDue();
		}
		finally {
			lock.unlock();
		}
	}

	private void makeDue() {
		scopes().stream().filter(this::isDue).forEach(this::make);
	}

	private void make(CrlScope scope) {
		try {
			this.maker.make(scope);
		}
		catch (DuplicateKeyException ex) {
			logger.debug("Another node makes the CRL of {}", scope);
		}
		catch (Problem ex) {
			if (isForAnotherNode(scope, ex)) {
				logger.debug("The CRL of {} can't be signed here: {}", scope, ex.detail());
			}
			else {
				logger.error("ALARM: the CRL of {} could not be made: {}", scope, ex.detail());
			}
		}
		catch (RuntimeException ex) {
			// The others must not wait for this one; it is tried again in 5 s.
			logger.error("ALARM: the CRL of {} could not be made: {}", scope, ex.toString());
		}
	}

	// A further node has no root key: the first one signs the root's CRL.
	private static boolean isForAnotherNode(CrlScope scope, Problem problem) {
		return problem.type() == ProblemType.SEALED && scope.authority().kind() == Authority.Kind.ROOT;
	}

	private void serveNewest() {
		this.caCertificates.readAgain();
		scopes().forEach(this::serveNewest);
	}

	private void serveNewest(CrlScope scope) {
		this.rows.newest(scope)
			.filter((crl) -> crl.number() > this.served.number(scope.key()))
			.flatMap((crl) -> this.rows.der(scope, crl.number()))
			.ifPresent((der) -> this.served.serve(scope.key(), der));
	}

	private boolean isDue(CrlScope scope) {
		MadeCrl newest = this.rows.newest(scope).orElse(null);
		Instant now = this.clock.instant();
		return newest == null || newest.nearsItsEnd(now) || newest.isOfTheFuture(now)
				|| (newest.hasRested(now) && isBehind(scope, newest))
				|| newest.number() < this.served.number(scope.key());
	}

	private boolean isBehind(CrlScope scope, MadeCrl crl) {
		RevokedTally tally = shardsOf(scope).stream()
			.map((shard) -> this.certificates.tallyRevokedIn(scope.caKey(), shard, crl.horizon()))
			.reduce(RevokedTally.NONE, RevokedTally::plus);
		return !tally.equals(crl.tally());
	}

	private List<Integer> shardsOf(CrlScope scope) {
		return (scope.shard() != CrlScope.WHOLE) ? List.of(scope.shard())
				: this.shards.of(scope.caKey()).stream().map(Shard::number).toList();
	}

	private List<CrlScope> scopes() {
		List<CrlScope> scopes = new ArrayList<>();
		for (Authority authority : this.authorities.all()) {
			this.shards.of(authority.key())
				.forEach((shard) -> scopes.add(new CrlScope(authority, shard.number(), shard.url())));
			scopes.add(new CrlScope(authority, CrlScope.WHOLE, null));
		}
		return scopes;
	}

}
