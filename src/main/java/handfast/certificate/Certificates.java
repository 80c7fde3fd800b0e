package handfast.certificate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.access.Caller;
import handfast.problem.ProblemType;
import handfast.storage.Node;
import handfast.x509.Fingerprint;
import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The inventory: each certificate from the intent to sign it, and what became of it.
 * Methods that write take part in the caller's transaction, or make one.
 */
@Service
public class Certificates {

	private final Intents intents;

	private final Inventory inventory;

	private final SearchRows searchRows;

	private final RevokedRows revoked;

	private final SuccessionRows successions;

	private final Chains chains;

	Certificates(Intents intents, Inventory inventory, SearchRows searchRows, RevokedRows revoked,
			SuccessionRows successions, Chains chains) {
		this.intents = intents;
		this.inventory = inventory;
		this.searchRows = searchRows;
		this.revoked = revoked;
		this.successions = successions;
		this.chains = chains;
	}

	public Optional<Certificate> find(UUID id) {
		return this.inventory.find(id);
	}

	/**
	 * By the SHA-256 of its DER.
	 */
	public Optional<Certificate> find(Fingerprint fingerprint) {
		return this.inventory.find(fingerprint);
	}

	/**
	 * One that the caller may see. An intent is none yet, and an orphan is never shown by
	 * id.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where there is none for this
	 * caller
	 */
	public Certificate require(UUID id, Caller caller) {
		return find(id).filter((certificate) -> certificate.state() == Certificate.State.ISSUED)
			.filter((certificate) -> caller.sees(certificate.owner()))
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no certificate " + id + "; look for it with GET /api/v1/certificates"));
	}

	/**
	 * By issuer and serial, in whatever state: a serial answers for its orphan too.
	 */
	public Optional<Certificate> find(UUID issuerKey, SerialNumber serial) {
		return this.inventory.find(issuerKey, serial);
	}

	/**
	 * What OCSP has to say of a serial, long after the certificate was removed too; empty
	 * where it was never drawn.
	 */
	public Optional<SerialStatus> statusOf(UUID issuerKey, SerialNumber serial) {
		return this.revoked.statusOf(issuerKey, serial);
	}

	/**
	 * Certificates of CAs of ours that have not expired, in the order of their ids.
	 * @param after the id before the first
	 * @param before the id after the last
	 */
	public List<IssuedSerial> issuedBetween(UUID after, UUID before, int limit) {
		return this.revoked.issuedBetween(after, before, limit);
	}

	/**
	 * Writes the intent to sign, before the signature.
	 * @throws SerialTaken where the issuer has used the serial; the caller's transaction
	 * must be rolled back, as PostgreSQL takes nothing more in it
	 */
	@Transactional
	public void reserve(Reservation intent) {
		this.intents.reserve(intent);
	}

	/**
	 * Keeps the signed certificate, makes it searchable and links it to its predecessor.
	 * @return whether the intent still stood; if not it is an orphan, and the signature
	 * must be thrown away
	 */
	@Transactional
	public boolean markIssued(Reservation intent, byte[] der) {
		return this.intents.markIssued(intent, der);
	}

	/**
	 * Revokes the serial of an intent whose outcome nobody knows.
	 * @param at time of revocation for the CRL
	 * @return whether the intent still stood
	 */
	@Transactional
	public boolean markOrphaned(UUID id, Instant at) {
		return this.intents.markOrphaned(id, at);
	}

	/**
	 * Intents to be orphaned: those of this node's earlier runs, and anyone's over two
	 * minutes old by the database's clock.
	 */
	public List<Reserved> leftBehind(Node node) {
		return this.intents.leftBehind(node);
	}

	/**
	 * Revokes as an orphan a serial that the audit knows and the database does not, as
	 * after the restore of a backup.
	 * @param id for the new row
	 * @param owner the installation
	 * @return whether it was written; not so where the serial is known, whatever its
	 * state
	 */
	@Transactional
	public boolean revokeAsOrphan(UUID id, UUID issuerKey, UUID authority, int shard, SerialNumber serial,
			Instant notAfter, byte[] tbsSha256, UUID owner, Instant at) {
		if (statusOf(issuerKey, serial).isPresent()) {
			return false;
		}
		this.revoked.insertLost(id, issuerKey, authority, shard, serial, notAfter, tbsSha256, owner, at);
		return true;
	}

	/**
	 * Takes a certificate of a CA of ours back, for good or for the time being. One on
	 * hold may be revoked for good afterwards.
	 * @param at of the CRL's entry
	 * @param reason RFC 5280 name
	 * @param hold for the time being ({@code certificateHold})
	 * @return whether it changed: what is revoked already stays as it is
	 */
	@Transactional
	public boolean revoke(UUID id, Instant at, String reason, boolean hold) {
		return this.revoked.revoke(id, at, reason, hold);
	}

	/**
	 * Ends a hold.
	 * @return whether it was on hold
	 */
	@Transactional
	public boolean release(UUID id) {
		return this.revoked.release(id);
	}

	/**
	 * Certificates of end entities by CAs of ours with the public key of this one, itself
	 * among them; those revoked for good left out. Reads all rows: for the rare case that
	 * a key is known to others.
	 */
	public List<UUID> withKeyOf(UUID id) {
		return this.revoked.withKeyOf(id);
	}

	/**
	 * Whether there is an intent to sign for the public key of this one, whose outcome
	 * nobody knows yet.
	 */
	public boolean isBeingSignedForKeyOf(UUID id) {
		return this.revoked.isBeingSignedForKeyOf(id);
	}

	/**
	 * The certificate, or the intent to sign it, that renews this one.
	 */
	public Optional<UUID> successorOf(UUID predecessor) {
		return this.successions.successorOf(predecessor);
	}

	/**
	 * Says with the intent to sign that one certificate will renew the other.
	 * @param replaced the earlier successor whose place it takes; null for none
	 * @throws SuccessionTaken where another renewal was faster; the caller's transaction
	 * must be rolled back
	 */
	@Transactional
	public void claimSuccession(UUID predecessor, UUID successor, @Nullable UUID replaced) {
		this.successions.claim(predecessor, successor, replaced);
	}

	/**
	 * Remembers that a site answered with the certificate in a handshake that passed.
	 */
	@Transactional
	public void markServed(UUID id, Instant at) {
		this.successions.markServed(id, at);
	}

	/**
	 * Whether a site has ever answered with it in a handshake that passed.
	 */
	public boolean wasServed(UUID id) {
		return this.successions.wasServed(id);
	}

	/**
	 * Says that one certificate came after the other. The first to do so wins.
	 */
	@Transactional
	public boolean linkSuccessor(UUID id, UUID successor) {
		return this.searchRows.supersede(id, successor);
	}

	/**
	 * Keeps the summary of the last proof. Its own transaction.
	 */
	@Transactional(propagation = Propagation.REQUIRES_NEW)
	public void recordProof(UUID id, Certificate.Proof proof) {
		this.inventory.recordProof(id, proof);
	}

	/**
	 * Keeps a certificate that another CA signed. It is answered for like any other, but
	 * can't be revoked here.
	 * @throws handfast.problem.Problem {@code CONFLICT} where it is in the inventory
	 * already
	 */
	@Transactional
	public Certificate importForeign(ForeignCertificate certificate) {
		return this.inventory.importForeign(certificate);
	}

	/**
	 * Keeps the current chain of a CA key: what is sent above its leaves.
	 * @param chain DER, nearest first, never the root; empty for a root's own key
	 */
	@Transactional
	public void storeChain(UUID issuerKey, List<byte[]> chain) {
		this.chains.store(issuerKey, chain);
	}

	/**
	 * What the CRL of the shard has to list, oldest revocation first, read in several
	 * steps: what changes meanwhile is seen in part, unless the caller's transaction
	 * reads by one snapshot.
	 * @param horizon where certificates that end before it have left the list
	 */
	public Stream<RevokedEntry> revokedIn(UUID issuerKey, int shard, Instant horizon) {
		return this.revoked.in(issuerKey, shard, Instant.EPOCH, horizon);
	}

	/**
	 * Those that were revoked at the given time or later, expired ones included.
	 */
	public Stream<RevokedEntry> revokedSince(UUID issuerKey, int shard, Instant since) {
		return this.revoked.in(issuerKey, shard, since, Instant.EPOCH);
	}

	/**
	 * How many serials the shard holds, in whatever state.
	 */
	public long countIn(UUID issuerKey, int shard) {
		return this.revoked.count(issuerKey, shard);
	}

	/**
	 * What a CRL with this horizon comes to that lists all it has to.
	 */
	public RevokedTally tallyRevokedIn(UUID issuerKey, int shard, Instant horizon) {
		return this.revoked.tally(issuerKey, shard, horizon);
	}

}
