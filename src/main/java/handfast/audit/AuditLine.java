package handfast.audit;

import java.time.Instant;
import java.util.UUID;

import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done or refused. Never holds a secret.
 *
 * @param actor id of the token, or {@code handfast} for what the service does by itself
 * @param action such as {@code certificate.issue}, {@code token.create}
 * @param object what it was done to: an id, or a path for a refusal
 * @param outcome {@code intent}, {@code done}, {@code refused}, {@code failed} or
 * {@code orphaned}
 * @param requestId of the HTTP request
 * @param detail short text for people, such as the problem's slug
 * @param signing what was signed, for lines about signatures
 */
public record AuditLine(String actor, String action, @Nullable String object, String outcome,
		@Nullable String requestId, @Nullable String detail, @Nullable Signing signing) {

	public static AuditLine of(String actor, String action, @Nullable String object, String outcome) {
		return new AuditLine(actor, action, object, outcome, null, null, null);
	}

	public AuditLine withObject(String object) {
		return new AuditLine(this.actor, this.action, object, this.outcome, this.requestId, this.detail, this.signing);
	}

	public AuditLine withDetail(String detail) {
		return new AuditLine(this.actor, this.action, this.object, this.outcome, this.requestId, detail, this.signing);
	}

	public AuditLine withRequest(@Nullable String requestId) {
		return new AuditLine(this.actor, this.action, this.object, this.outcome, requestId, this.detail, this.signing);
	}

	public AuditLine withSigning(Signing signing) {
		return new AuditLine(this.actor, this.action, this.object, this.outcome, this.requestId, this.detail, signing);
	}

	/**
	 * What a CA key signed.
	 *
	 * @param issuerKey id of the CA key
	 * @param shard of the CRL that answers for it
	 * @param tbsHash SHA-256 of the tbsCertificate, hex
	 * @param certificateHash SHA-256 of the certificate, hex, once it is signed
	 */
	public record Signing(UUID issuerKey, int shard, SerialNumber serial, Instant notAfter, String tbsHash,
			@Nullable String certificateHash) {
	}

}
