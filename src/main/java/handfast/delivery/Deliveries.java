package handfast.delivery;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.bundle.Alias;
import handfast.bundle.Bundle;
import handfast.bundle.BundleOrder;
import handfast.bundle.Bundles;
import handfast.bundle.Reader;
import handfast.certificate.Certificate;
import handfast.delivery.DeliveryOutcome.Delivered;
import handfast.delivery.DeliveryOutcome.Refused;
import handfast.delivery.DeliveryOutcome.Unproven;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.storage.Durability;
import handfast.validation.Violation;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Hands over what has been proven.
 */
@Service
public class Deliveries {

	// There is no key here to shake hands with.
	private static final Certificate.Proof NOT_RUN = new Certificate.Proof("not-run", null, "[]", "[]");

	private final SubjectKeys keys;

	private final Profiles profiles;

	private final Bundles bundles;

	private final Trials trials;

	private final AuditLog audit;

	private final Durability durability;

	private final TransactionOperations transactions;

	private final Idempotency idempotency;

	Deliveries(SubjectKeys keys, Profiles profiles, Bundles bundles, Trials trials, AuditLog audit,
			Durability durability, TransactionOperations transactions, Idempotency idempotency) {
		this.keys = keys;
		this.profiles = profiles;
		this.bundles = bundles;
		this.trials = trials;
		this.audit = audit;
		this.durability = durability;
		this.transactions = transactions;
		this.idempotency = idempotency;
	}

	/**
	 * Runs the self-test on the PEM bundle of a certificate that was just issued and
	 * keeps its summary; {@code not-run} where the key is not held, which leaves the row
	 * as it is. Never throws for a failed test: the verdict says so.
	 * @return the certificate with its proof
	 */
	public Certificate prove(Certificate certificate, SubjectKey key) {
		if (!key.held()) {
			return certificate.withProof(NOT_RUN);
		}
		Trial trial = this.trials.run(certificate, () -> make(certificate, this.keys.open(key), plainPem(certificate)));
		return certificate.withProof(trial.proof());
	}

	/**
	 * Runs the self-test again, for a caller, or answers anew what the same request was
	 * told.
	 * @throws Problem {@code KEY_NOT_HELD}
	 */
	public Certificate.Proof test(Certificate certificate, Caller caller, Optional<IdempotencyKey> wish) {
		Optional<UUID> earlier = wish.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return this.trials.earlier(earlier.get(), caller);
		}
		PrivateKey key = this.keys.open(heldKey(certificate));
		Certificate.Proof proof = this.trials.run(certificate, () -> make(certificate, key, plainPem(certificate)))
			.proof();
		record(line("certificate.self-test", certificate, caller, proof.verdict()), () -> {
			UUID report = proof.report();
			if (report != null) {
				wish.ifPresent((given) -> this.idempotency.claim(given, report));
			}
		});
		return proof;
	}

	/**
	 * Makes the file, reads it back and shakes hands with exactly these bytes.
	 * @param unproven whether a file that failed is wanted all the same; heard from an
	 * administrator alone
	 * @throws Problem {@code KEY_NOT_HELD}
	 */
	public DeliveryOutcome deliver(Certificate certificate, BundleOrder order, boolean unproven, Caller caller) {
		List<Violation> violations = this.bundles.violationsIn(order);
		if (!violations.isEmpty()) {
			return new Refused(violations);
		}
		SubjectKey key = heldKey(certificate);
		PrivateKey opened = this.keys.open(key);
		Trial trial = this.trials.run(certificate, () -> make(certificate, opened, order));
		Bundle bundle = trial.bundle();
		if (bundle == null || (trial.failed() && !(unproven && caller.isAdministrator()))) {
			return new Unproven(trial);
		}
		record(line("certificate.keystore", certificate, caller, order.format() + " " + trial.proof().verdict()),
				() -> eraseWhereOnce(certificate, key.id()));
		return new Delivered(bundle, trial.proof(), Reader.thatCannotOpen(order.format(), certificate.keyAlgorithm()));
	}

	private Bundle make(Certificate certificate, PrivateKey key, BundleOrder order) {
		List<byte[]> chain = new ArrayList<>();
		chain.add(certificate.requireDer());
		chain.addAll(certificate.chain());
		return this.bundles.make(order, key, chain);
	}

	// A self-test needs no password, and so no key derivation.
	private static BundleOrder plainPem(Certificate certificate) {
		return BundleOrder.plainPem(Alias.of(certificate.names(), certificate.id()));
	}

	private SubjectKey heldKey(Certificate certificate) {
		if (certificate.kind() != Certificate.Kind.END_ENTITY) {
			throw ProblemType.KEY_NOT_HELD
				.because("This is the certificate of a CA or of its OCSP signer, whose key is never handed out."
						+ " Ask for a certificate of your own with POST /api/v1/certificates");
		}
		UUID id = certificate.subjectKey();
		if (id == null || !certificate.keyHeld() || certificate.der() == null) {
			throw notHeld(certificate);
		}
		SubjectKey key = this.keys.require(id);
		if (!key.held()) {
			throw notHeld(certificate);
		}
		return key;
	}

	private static Problem notHeld(Certificate certificate) {
		return ProblemType.KEY_NOT_HELD
			.because("The key was made elsewhere or is erased. Take the chain from GET /api/v1/certificates/"
					+ certificate.id() + "/certificate to where the key is, and once it is installed verify the site by"
					+ " POST /api/v1/handshakes with {\"target\": \"HOST:443\", \"expect\": {\"certificate\": \""
					+ certificate.id() + "\"}}. For a keystore from here, ask for a new certificate without a CSR");
	}

	private static AuditLine line(String action, Certificate certificate, Caller caller, String detail) {
		return AuditLine.of(caller.actor(), action, certificate.id().toString(), "done")
			.withDetail(detail)
			.withRequest(caller.requestId());
	}

	// What leaves is on record before it leaves (security §9), in one transaction with
	// what it changes here.
	private void record(AuditLine line, Runnable change) {
		AuditLog.Ticket ticket = this.transactions.execute((status) -> {
			change.run();
			return this.audit.append(line);
		});
		this.durability.await();
		ticket.await();
	}

	// The file is made and proven, and only in memory: of several downloads at once one
	// erases the key and has its file.
	private void eraseWhereOnce(Certificate certificate, UUID key) {
		String name = certificate.profile();
		if (name == null || this.profiles.find(name)
			.filter((profile) -> profile.keyRetention() == Profile.KeyRetention.ONCE)
			.isEmpty()) {
			return;
		}
		if (!this.keys.erase(key)) {
			throw notHeld(certificate);
		}
	}

}
