package handfast.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.Fingerprint;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One certificate of the inventory. A CA's certificates are among them.
 *
 * @param serial as its DER holds it, hex
 * @param owner the token that asked for it, or the installation
 * @param profile null for CA certificates and those of other CAs
 * @param authority the CA of ours that signed it, null for another
 * @param issuerKey the CA key that signed it, null for another CA's
 * @param shard of the CRL that answers for it
 * @param keyAlgorithm label, or what was observed
 * @param subjectKey id of the key row
 * @param keyHeld whether the private key is here
 * @param der null for an orphan
 * @param chain DER of the CA certificates above it, nearest first, never the root
 * @param proof summary of the last proof
 * @param createdAt when the intent was written, by the database's clock
 * @param onHold revoked for the time being ({@code certificateHold})
 * @param upkeep who is told about it, and whether it is renewed by itself
 */
public record Certificate(UUID id, State state, Kind kind, String serial, UUID owner, @Nullable String profile,
		@Nullable String profileVersion, List<ObservedName> names, String subject, String issuer,
		@Nullable UUID authority, @Nullable UUID issuerKey, int shard, Instant notBefore, Instant notAfter,
		@Nullable Fingerprint fingerprint, String keyAlgorithm, @Nullable UUID subjectKey, boolean keyHeld,
		UUID lineage, @Nullable UUID predecessor, @Nullable UUID successor, @Nullable Revocation revocation,
		byte @Nullable [] der, List<byte[]> chain, @Nullable Proof proof, Instant createdAt, boolean onHold,
		Upkeep upkeep) {

	/**
	 * Where the row stands at the gate (security §1).
	 */
	public enum State {

		RESERVED, ISSUED, ORPHANED

	}

	/**
	 * What it is for. The certificates of a CA and of its OCSP signers are kept beside
	 * the others, but their keys are none of those that are handed out.
	 */
	public enum Kind {

		END_ENTITY("end-entity"), ISSUING_CA("issuing-ca"), ROOT_CA("root-ca"), OCSP_SIGNER("ocsp-signer");

		private final String label;

		Kind(String label) {
			this.label = label;
		}

		@JsonValue
		public String label() {
			return this.label;
		}

	}

	/**
	 * When and why it was taken back.
	 *
	 * @param reason RFC 5280 name; null for an orphan
	 */
	public record Revocation(Instant at, @Nullable String reason) {
	}

	/**
	 * What the last self-test said.
	 *
	 * @param verdict {@code passed}, {@code passed-with-warnings}, {@code failed} or
	 * {@code not-run}
	 * @param report id of the report
	 * @param summary JSON array of the handshakes as the contract shows them
	 * @param findings JSON array, most severe first; empty where it passed
	 */
	public record Proof(String verdict, @Nullable UUID report, String summary, String findings) {
	}

	/**
	 * As the contract computes it, when read.
	 */
	public Status status(Instant now) {
		return Status.of(this, now);
	}

	/**
	 * When its successor is due: in the last third of its life, spread so that a thousand
	 * issued at once are not renewed at once.
	 */
	public Instant renewalFrom() {
		return renewalFrom(this.id, this.notBefore, this.notAfter);
	}

	static Instant renewalFrom(UUID id, Instant notBefore, Instant notAfter) {
		long third = Duration.between(notBefore, notAfter).toSeconds() / 3;
		// The lower half of an id is random; its upper half is the time.
		long spread = Math.floorMod(id.getLeastSignificantBits(), Math.max(1, third / 4));
		return notAfter.minusSeconds(third - spread);
	}

	/**
	 * Whether Handfast makes its successor by itself: it must hold the key.
	 */
	public boolean renewsItself() {
		return this.upkeep.autoRenew() && this.keyHeld;
	}

	/**
	 * Whether its serial was revoked because nobody knows if it was signed (security §1).
	 */
	public boolean orphan() {
		return this.state == State.ORPHANED;
	}

	/**
	 * The same with the summary of another proof.
	 */
	public Certificate withProof(Proof other) {
		return new Certificate(this.id, this.state, this.kind, this.serial, this.owner, this.profile,
				this.profileVersion, this.names, this.subject, this.issuer, this.authority, this.issuerKey, this.shard,
				this.notBefore, this.notAfter, this.fingerprint, this.keyAlgorithm, this.subjectKey, this.keyHeld,
				this.lineage, this.predecessor, this.successor, this.revocation, this.der, this.chain, other,
				this.createdAt, this.onHold, this.upkeep);
	}

	Certificate withChain(List<byte[]> certificates) {
		return new Certificate(this.id, this.state, this.kind, this.serial, this.owner, this.profile,
				this.profileVersion, this.names, this.subject, this.issuer, this.authority, this.issuerKey, this.shard,
				this.notBefore, this.notAfter, this.fingerprint, this.keyAlgorithm, this.subjectKey, this.keyHeld,
				this.lineage, this.predecessor, this.successor, this.revocation, this.der, certificates, this.proof,
				this.createdAt, this.onHold, this.upkeep);
	}

	/**
	 * The DER of what is issued.
	 */
	public byte[] requireDer() {
		byte[] bytes = this.der;
		if (bytes == null) {
			throw new IllegalStateException("Certificate " + this.id + " was never issued");
		}
		return bytes;
	}

}
