package handfast.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.key.SubjectKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes certificates back. OCSP says so at once, and the next CRLs some seconds later:
 * both are compared with the rows, and need no word from here.
 */
@Service
public class Revocations {

	private static final Logger logger = LoggerFactory.getLogger(Revocations.class);

	// Rows of one transaction: others wait for it.
	private static final int BATCH = 200;

	// What was on its way through the gate when a key was blocked comes out of it by
	// then.
	private static final Duration SIGNING = Duration.ofSeconds(10);

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final Certificates certificates;

	private final SubjectKeys keys;

	private final List<InUse> users;

	private final Idempotency idempotency;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final OcspAnswers ocsp;

	private final Clock clock;

	Revocations(Certificates certificates, SubjectKeys keys, List<InUse> users, Idempotency idempotency,
			TransactionOperations transactions, AuditLog audit, OcspAnswers ocsp, Clock clock) {
		this.certificates = certificates;
		this.keys = keys;
		this.users = users;
		this.idempotency = idempotency;
		this.transactions = transactions;
		this.audit = audit;
		this.ocsp = ocsp;
		this.clock = clock;
	}

	/**
	 * Revokes one certificate; with {@code keyCompromise} every certificate with its
	 * public key, which is never certified again. Where it is revoked already, the first
	 * result stands.
	 * @return as it is now
	 * @throws Problem {@code NOT_FOUND} where the caller has no such certificate,
	 * {@code NOT_OUR_AUTHORITY} where another CA signed it, {@code CONFLICT} where it is
	 * a CA's
	 */
	public Certificate revoke(UUID id, RevocationReason reason, Caller caller, Optional<IdempotencyKey> key) {
		Certificate certificate = requireRevocable(this.certificates.require(id, caller));
		if (key.flatMap(this.idempotency::find).isPresent()) {
			return certificate;
		}
		if (reason == RevocationReason.KEY_COMPROMISE) {
			compromise(certificate, caller);
		}
		else {
			revoke(List.of(certificate), reason, caller);
		}
		// Afterwards: the same call again would change nothing anyway.
		key.ifPresent((used) -> this.transactions.executeWithoutResult((status) -> this.idempotency.claim(used, id)));
		return this.certificates.require(id, caller);
	}

	/**
	 * Revokes many for one reason, some hundred in each transaction: where it is cut off,
	 * the same call again does the rest.
	 * @param ids of certificates that the caller sees, none of them a CA's
	 * @return how many were not revoked before
	 */
	int revokeAll(List<UUID> ids, RevocationReason reason, Caller caller) {
		int revoked = 0;
		for (int from = 0; from < ids.size(); from += BATCH) {
			List<Certificate> batch = ids.subList(from, Math.min(ids.size(), from + BATCH))
				.stream()
				.map((id) -> requireRevocable(this.certificates.require(id, caller)))
				.toList();
			if (reason == RevocationReason.KEY_COMPROMISE) {
				for (Certificate certificate : batch) {
					revoked += compromise(certificate, caller);
				}
			}
			else {
				revoked += revoke(batch, reason, caller);
			}
		}
		return revoked;
	}

	/**
	 * Ends a hold: the certificate is as good as before.
	 * @throws Problem as for {@link #revoke}, and {@code CONFLICT} where it is not on
	 * hold
	 */
	public void release(UUID id, Caller caller) {
		Certificate certificate = requireRevocable(this.certificates.require(id, caller));
		this.transactions.executeWithoutResult((status) -> {
			if (!this.certificates.release(certificate.id())) {
				throw notOnHold(this.certificates.require(id, caller));
			}
			this.audit.record(line(id, "certificate.release", caller));
		});
		tellOcsp(List.of(certificate));
	}

	private int compromise(Certificate certificate, Caller caller) {
		if (withSameKey(certificate).stream().allMatch((each) -> caller.sees(each.owner()))) {
			block(certificate, caller);
		}
		else {
			// A CSR is no secret: whoever has one of another's could shut its key out.
			logger.warn("The key of certificate {} was said to be compromised by {}, who has not all certificates"
					+ " with it: an administrator has to say so too", certificate.id(), caller.name());
		}
		// Read again: what was signed before the key was blocked is taken back as well.
		return revoke(withSameKey(certificate).stream().filter((each) -> caller.sees(each.owner())).toList(),
				RevocationReason.KEY_COMPROMISE, caller);
	}

	private List<Certificate> withSameKey(Certificate certificate) {
		return this.certificates.withKeyOf(certificate.id())
			.stream()
			.map(this.certificates::find)
			.flatMap(Optional::stream)
			.toList();
	}

	private void block(Certificate certificate, Caller caller) {
		this.transactions.executeWithoutResult((status) -> {
			this.keys.block(publicKey(certificate), "keyCompromise of certificate " + certificate.id());
			this.audit.record(line(certificate.id(), "key.block", caller));
		});
		long end = System.nanoTime() + SIGNING.toNanos();
		while (this.certificates.isBeingSignedForKeyOf(certificate.id()) && System.nanoTime() < end) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	static SubjectPublicKeyInfo publicKey(Certificate certificate) {
		return org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.requireDer()).getSubjectPublicKeyInfo();
	}

	private int revoke(List<Certificate> batch, RevocationReason reason, Caller caller) {
		batch.forEach((certificate) -> this.users.forEach((user) -> user.replace(certificate)));
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		boolean hold = reason == RevocationReason.CERTIFICATE_HOLD;
		Integer changed = this.transactions.execute((status) -> {
			List<AuditLog.Ticket> tickets = new ArrayList<>();
			for (Certificate certificate : batch) {
				if (this.certificates.revoke(certificate.id(), now, reason.label(), hold)) {
					tickets.add(this.audit
						.append(line(certificate.id(), "certificate.revoke", caller).withDetail(reason.label())));
				}
			}
			// Before the commit: what cannot be audited is not done.
			tickets.forEach(AuditLog.Ticket::await);
			return tickets.size();
		});
		tellOcsp(batch);
		return (changed != null) ? changed : 0;
	}

	// Those of many are found from rows, a few seconds later, without anyone waiting.
	private void tellOcsp(List<Certificate> batch) {
		UUID issuerKey = batch.isEmpty() ? null : batch.getFirst().issuerKey();
		if (batch.size() == 1 && issuerKey != null) {
			this.ocsp.changed(issuerKey, SerialNumber.fromHex(batch.getFirst().serial()));
		}
	}

	private static Certificate requireRevocable(Certificate certificate) {
		if (certificate.kind() != Certificate.Kind.END_ENTITY) {
			throw ProblemType.CONFLICT
				.because("This is the certificate of a CA or of its OCSP signer; it is not taken back by this call.");
		}
		if (certificate.issuerKey() == null) {
			throw ProblemType.NOT_OUR_AUTHORITY
				.because("Another CA signed this certificate: have it revoked there, by " + certificate.issuer() + ".");
		}
		return certificate;
	}

	private static Problem notOnHold(Certificate certificate) {
		return ProblemType.CONFLICT.because((certificate.revocation() != null)
				? "The certificate is revoked for good, which nothing takes back: issue a new one."
				: "The certificate is not on hold, so there is nothing to end.");
	}

	private static AuditLine line(UUID id, String action, Caller caller) {
		return AuditLine.of(caller.actor(), action, id.toString(), "done").withRequest(caller.requestId());
	}

}
