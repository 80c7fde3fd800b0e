package handfast.revocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.key.SubjectKeys;
import handfast.x509.SerialNumber;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes back again what a lost service took back after the backup that this one was
 * restored from. What it had issued after it is not here, and is an orphan; what is as it
 * should be stays. Unlike {@link Revocations} it replaces nothing first: it runs before
 * anything is served.
 */
@Service
public class RestoredRevocations {

	private static final String DETAIL = "as the audit of before the restore says";

	private final Certificates certificates;

	private final SubjectKeys keys;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final OcspAnswers ocsp;

	RestoredRevocations(Certificates certificates, SubjectKeys keys, TransactionOperations transactions, AuditLog audit,
			OcspAnswers ocsp) {
		this.certificates = certificates;
		this.keys = keys;
		this.transactions = transactions;
		this.audit = audit;
		this.ocsp = ocsp;
	}

	/**
	 * Revokes it.
	 * @param reason as the audit names it
	 * @param at when it was revoked first
	 */
	public void revoke(UUID id, String reason, Instant at) {
		RevocationReason found = RevocationReason.find(reason).orElse(RevocationReason.UNSPECIFIED);
		change(id, "certificate.revoke", () -> this.certificates.revoke(id, at.truncatedTo(ChronoUnit.MICROS),
				found.label(), found == RevocationReason.CERTIFICATE_HOLD));
	}

	/**
	 * Ends its hold.
	 */
	public void release(UUID id) {
		change(id, "certificate.release", () -> this.certificates.release(id));
	}

	/**
	 * Puts its key on the block list.
	 */
	public void block(UUID id) {
		this.certificates.find(id)
			.filter((certificate) -> certificate.state() == Certificate.State.ISSUED)
			.ifPresent((certificate) -> change(id, "key.block",
					() -> this.keys.block(Revocations.publicKey(certificate), "keyCompromise of certificate " + id)));
	}

	private void change(UUID id, String action, BooleanSupplier change) {
		Certificate certificate = this.certificates.find(id).orElse(null);
		if (certificate == null || certificate.issuerKey() == null) {
			return;
		}
		this.transactions.executeWithoutResult((status) -> {
			if (change.getAsBoolean()) {
				// Last within the transaction: what cannot be audited is not done.
				this.audit.record(AuditLine.of("handfast", action, id.toString(), "done").withDetail(DETAIL));
			}
		});
		this.ocsp.changed(certificate.issuerKey(), SerialNumber.fromHex(certificate.serial()));
	}

}
