package handfast.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import handfast.access.Caller;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.DueRenewals;
import handfast.certificate.DueRenewals.Due;
import handfast.problem.Problem;
import handfast.storage.GrowingPause;
import handfast.storage.Installation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Makes the successors of certificates whose key is held and that ask for it, once their
 * renewal window has begun, each with a new key. Any number of nodes may run it: a row is
 * claimed before its renewal is begun, and where a claim has run out meanwhile, the
 * succession is claimed with the intent to sign, so that there is one successor all the
 * same.
 */
@Component
class AutoRenewals {

	private static final Logger logger = LoggerFactory.getLogger(AutoRenewals.class);

	private static final String ACTION = "certificate.auto-renewal";

	private static final int BATCH = 100;

	// Longer than any renewal takes; who was ended amid it is followed after that.
	private static final Duration CLAIM = Duration.ofMinutes(5);

	private static final Duration HOST_PAUSE = Duration.ofDays(1);

	private final DueRenewals due;

	private final Renewals renewals;

	private final Certificates certificates;

	private final ObjectProvider<RenewedByHosts> hosts;

	private final Installation installation;

	private final AuditLog audit;

	private final GrowingPause pause;

	private final Clock clock;

	AutoRenewals(DueRenewals due, Renewals renewals, Certificates certificates, ObjectProvider<RenewedByHosts> hosts,
			Installation installation, AuditLog audit, GrowingPause pause, Clock clock) {
		this.due = due;
		this.renewals = renewals;
		this.certificates = certificates;
		this.hosts = hosts;
		this.installation = installation;
		this.audit = audit;
		this.pause = pause;
		this.clock = clock;
	}

	/**
	 * Renews all whose time has come, a batch at most.
	 */
	@Scheduled(initialDelay = 5_000, fixedDelay = 5_000)
	void sweep() {
		for (Due one : this.due.due(this.clock.instant(), BATCH)) {
			if (this.due.claim(one, this.clock.instant().plus(CLAIM))) {
				renew(one);
			}
		}
	}

	private void renew(Due one) {
		Optional<Certificate> found = this.certificates.find(one.certificate()).filter(this::isWanted);
		if (found.isEmpty()) {
			this.due.end(one.certificate());
			return;
		}
		if (this.hosts.stream().anyMatch((renewed) -> renewed.renews(one.certificate()))) {
			this.due.postpone(one.certificate(), this.clock.instant().plus(HOST_PAUSE));
			return;
		}
		try {
			renew(one, found.get());
		}
		catch (Problem ex) {
			fail(one, "failed", ex.detail());
		}
		catch (RuntimeException ex) {
			logger.warn("Certificate {} could not be renewed: {}", one.certificate(), ex.toString());
			fail(one, "failed", "Something went wrong inside Handfast; its log says more.");
		}
	}

	private void renew(Due one, Certificate old) {
		switch (this.renewals.renew(old.id(), new RenewalRequest(true, Optional.empty(), Optional.empty()),
				Caller.installation(this.installation.id()))) {
			case RenewalOutcome.Made made -> done(one, made.successor());
			case RenewalOutcome.Standing standing -> done(one, standing.successor());
			case RenewalOutcome.Refused refused -> fail(one, "refused", refused.why().detail());
		}
	}

	private boolean isWanted(Certificate certificate) {
		boolean revoked = certificate.revocation() != null && !certificate.onHold();
		return certificate.renewsItself() && !revoked && certificate.successor() == null
				&& certificate.notAfter().isAfter(this.clock.instant());
	}

	private void done(Due one, Certificate successor) {
		this.audit.record(AuditLine.of("handfast", ACTION, one.certificate().toString(), "done")
			.withDetail("certificate " + successor.id()));
		this.due.end(one.certificate());
	}

	private void fail(Due one, String outcome, String problem) {
		Instant now = this.clock.instant();
		this.audit.record(AuditLine.of("handfast", ACTION, one.certificate().toString(), outcome).withDetail(problem));
		this.due.failed(one, now, problem, now.plus(this.pause.after(one.attempts())));
	}

}
