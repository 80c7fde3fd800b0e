package handfast.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.access.Caller;
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
	private static final Certificate.Proof NOT_RUN = new Certificate.Proof("not-run", null, "[]");

	private final SubjectKeys keys;

	private final Profiles profiles;

	private final Bundles bundles;

	private final Trials trials;

	private final AuditLog audit;

	private final Durability durability;

	private final TransactionOperations transactions;

	Deliveries(SubjectKeys keys, Profiles profiles, Bundles bundles, Trials trials, AuditLog audit,
			Durability durability, TransactionOperations transactions) {
		this.keys = keys;
		this.profiles = profiles;
		this.bundles = bundles;
		this.trials = trials;
		this.audit = audit;
		this.durability = durability;
		this.transactions = transactions;
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
		Trial trial = this.trials.run(certificate, () -> make(certificate, key, plainPem(certificate)));
		return certificate.withProof(trial.proof());
	}

	/**
	 * Runs the self-test again, for a caller.
	 * @throws Problem {@code KEY_NOT_HELD}
	 */
	public Certificate.Proof test(Certificate certificate, Caller caller) {
		SubjectKey key = heldKey(certificate);
		Bundle bundle = make(certificate, key, plainPem(certificate));
		Certificate.Proof proof = this.trials.run(certificate, () -> bundle).proof();
		record("certificate.self-test", certificate, caller, proof.verdict());
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
		Bundle bundle = make(certificate, key, order);
		Trial trial = this.trials.run(certificate, () -> bundle);
		if (trial.failed() && !(unproven && caller.isAdministrator())) {
			return new Unproven(trial);
		}
		record("certificate.keystore", certificate, caller, order.format() + " " + trial.proof().verdict());
		eraseWhereOnce(certificate, key.id());
		return new Delivered(bundle, trial.proof(), Reader.thatCannotOpen(order.format(), certificate.keyAlgorithm()));
	}

	private Bundle make(Certificate certificate, SubjectKey key, BundleOrder order) {
		List<byte[]> chain = new ArrayList<>();
		chain.add(certificate.requireDer());
		chain.addAll(certificate.chain());
		return this.bundles.make(order, this.keys.open(key), chain);
	}

	// A self-test needs no password, and so no key derivation.
	private static BundleOrder plainPem(Certificate certificate) {
		return BundleOrder.plainPem(Alias.of(certificate.names(), certificate.id()));
	}

	private SubjectKey heldKey(Certificate certificate) {
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

	// What leaves is on record before it leaves (security §9).
	private void record(String action, Certificate certificate, Caller caller, String detail) {
		AuditLog.Ticket line = this.audit
			.append(AuditLine.of(caller.actor(), action, certificate.id().toString(), "done")
				.withDetail(detail)
				.withRequest(caller.requestId()));
		this.durability.await();
		line.await();
	}

	private void eraseWhereOnce(Certificate certificate, UUID key) {
		String name = certificate.profile();
		if (name == null || this.profiles.find(name)
			.filter((profile) -> profile.keyRetention() == Profile.KeyRetention.ONCE)
			.isEmpty()) {
			return;
		}
		this.transactions.executeWithoutResult((status) -> this.keys.erase(key));
		this.durability.await();
	}

}
