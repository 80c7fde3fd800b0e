package handfast.authority;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.access.Idempotency;
import handfast.audit.AuditEntry;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.audit.AuditReader;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.Reserved;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.storage.Node;
import handfast.x509.SerialNumber;
import handfast.x509.TimeOrderedIds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Accounts for every serial: an intent whose outcome nobody will bring any more may have
 * been signed, so its serial is revoked (security §1.4).
 */
@Service
public class Reconciler {

	private static final Logger logger = LoggerFactory.getLogger(Reconciler.class);

	private final Certificates certificates;

	private final AuthorityRows authorities;

	private final Shards shards;

	private final Idempotency idempotency;

	private final AuditLog audit;

	private final AuditReader auditReader;

	private final Durability durability;

	private final Node node;

	private final Installation installation;

	private final TimeOrderedIds ids;

	private final TransactionOperations transactions;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Reconciler(Certificates certificates, AuthorityRows authorities, Shards shards, Idempotency idempotency,
			AuditLog audit, AuditReader auditReader, Durability durability, Node node, Installation installation,
			TimeOrderedIds ids, TransactionOperations transactions, ApplicationEventPublisher events, Clock clock) {
		this.certificates = certificates;
		this.authorities = authorities;
		this.shards = shards;
		this.idempotency = idempotency;
		this.audit = audit;
		this.auditReader = auditReader;
		this.durability = durability;
		this.node = node;
		this.installation = installation;
		this.ids = ids;
		this.transactions = transactions;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Before anything else is signed in this run.
	 */
	public void atStart() {
		orphanLeftBehind();
		// Security §2.2: what the audit says was signed and a restored database forgot
		this.auditReader.forEachPerhapsUnknownToDatabase(this::orphanForgotten);
		this.durability.await();
	}

	/**
	 * Those of this node's earlier runs, and anyone's over two minutes old.
	 */
	@Scheduled(initialDelay = 60, fixedDelay = 60, timeUnit = TimeUnit.SECONDS)
	void orphanLeftBehind() {
		this.certificates.leftBehind(this.node).forEach(this::orphan);
	}

	private void orphan(Reserved intent) {
		// A root that is not there has no CRL to be on, and its key is destroyed.
		boolean root = intent.kind() == Certificate.Kind.ROOT_CA;
		AuditLine.Signing signing = new AuditLine.Signing(intent.issuerKey(), intent.shard(), intent.serial(),
				intent.notAfter(), HexFormat.of().formatHex(intent.tbsSha256()), null);
		Optional<AuditLog.Ticket> ticket = this.transactions.execute((status) -> {
			if (!this.certificates.markOrphaned(intent.id(), now())) {
				return Optional.empty();
			}
			this.idempotency.release(intent.id());
			return Optional.of(this.audit.append(line(intent.id(), root ? "failed" : "orphaned", signing)));
		});
		this.durability.await();
		ticket.ifPresent(AuditLog.Ticket::await);
		if (ticket.isPresent() && !root) {
			tell(intent.id(), intent.issuerKey(), intent.shard(), intent.serial());
		}
	}

	private void orphanForgotten(AuditEntry entry) {
		AuditLine.Signing signing = entry.line().signing();
		if (signing == null || !entry.line().action().equals(Issuance.ACTION)) {
			return;
		}
		this.authorities.findKey(signing.issuerKey())
			.ifPresentOrElse((key) -> orphanForgotten(signing, key), () -> logger
				.warn("The audit names a CA key that the database does not know: {}", signing.issuerKey()));
	}

	private void orphanForgotten(AuditLine.Signing signing, CaKey key) {
		if (this.certificates.statusOf(key.id(), signing.serial()).isPresent()) {
			return;
		}
		UUID id = this.ids.next();
		// Before the row, after which nobody would look for the shard again; harmless
		// where it is there.
		if (signing.shard() > 0) {
			this.shards.reopen(key.id(), key.authority(), signing.shard(), this.installation.publicUrl());
		}
		boolean forgotten = Boolean.TRUE.equals(this.transactions.execute((status) -> {
			boolean written = this.certificates.revokeAsOrphan(id, key.id(), key.authority(), signing.shard(),
					signing.serial(), signing.notAfter(), HexFormat.of().parseHex(signing.tbsHash()),
					this.installation.id(), now());
			if (written) {
				// Last within the transaction: a row without its line would never get
				// one.
				this.audit.record(line(id, "orphaned", signing).withDetail("known to the audit alone"));
			}
			return written;
		}));
		if (forgotten) {
			this.durability.await();
			tell(id, key.id(), signing.shard(), signing.serial());
		}
	}

	private void tell(UUID id, UUID issuerKey, int shard, SerialNumber serial) {
		logger.warn("The serial {} is revoked as an orphan: it may have been signed, and was never handed out",
				serial.hex());
		this.events.publishEvent(new CertificateOrphaned(id, issuerKey, shard, serial));
	}

	private static AuditLine line(UUID id, String outcome, AuditLine.Signing signing) {
		return AuditLine.of("handfast", Issuance.ACTION, id.toString(), outcome).withSigning(signing);
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
	}

}
