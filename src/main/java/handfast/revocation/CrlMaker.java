package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority;
import handfast.authority.CrlProperties;
import handfast.authority.CrlSigner;
import handfast.authority.CrlSigners;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.certificate.Certificates;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.validation.CrlLints;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes one CRL: takes its number, then reads what it must list, then signs.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5 RFC 5280 §5
 */
@Component
class CrlMaker {

	private static final Logger logger = LoggerFactory.getLogger(CrlMaker.class);

	// How far the number jumps where the database is older than the CRL on disk: another
	// node may have served newer ones still (security §2.6).
	private static final long JUMP_AFTER_RESTORE = Duration.ofDays(1).toMillis();

	private final CrlRows rows;

	private final Served served;

	private final Certificates certificates;

	private final Shards shards;

	private final CrlSigners signers;

	private final CrlProperties properties;

	private final AuditLog audit;

	private final Durability durability;

	private final Installation installation;

	private final TransactionTemplate snapshot;

	private final Clock clock;

	CrlMaker(CrlRows rows, Served served, Certificates certificates, Shards shards, CrlSigners signers,
			CrlProperties properties, AuditLog audit, Durability durability, Installation installation,
			PlatformTransactionManager transactions, Clock clock) {
		this.rows = rows;
		this.served = served;
		this.certificates = certificates;
		this.shards = shards;
		this.signers = signers;
		this.properties = properties;
		this.audit = audit;
		this.durability = durability;
		this.installation = installation;
		this.snapshot = new TransactionTemplate(transactions);
		this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		this.clock = clock;
	}

	/**
	 * Makes and stores the next CRL of the scope, unless another node has begun one
	 * meanwhile.
	 * @throws handfast.problem.Problem {@code SEALED} where the key can't be opened here,
	 * {@code AUDIT_UNAVAILABLE} where it can't be audited
	 * @throws org.springframework.dao.DuplicateKeyException where another node makes it
	 */
	void make(CrlScope scope) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		CrlSigner signer = this.signers.signer(scope.authority());
		X509CertificateHolder issuer = scope.authority().holder();
		Optional<MadeCrl> last = this.rows.newest(scope);
		Instant horizon = last.map((crl) -> crl.nextHorizon(now)).orElse(Instant.EPOCH);
		Instant nextUpdate = nextUpdate(scope.authority(), issuer, now);
		long number = reserve(scope);
		audit(scope, "intent", "number " + number);
		CrlWriter writer = new CrlWriter();
		this.snapshot.executeWithoutResult((status) -> write(scope, horizon, writer));
		byte[] der = writer.sign(signer, issuer.getSubject(), now, nextUpdate, extensions(scope, issuer, number));
		List<Finding> findings = CrlLints.check(der, issuer,
				last.map((before) -> BigInteger.valueOf(before.number())).orElse(null), scope.distributionPoint());
		if (!findings.isEmpty()) {
			throw new IllegalStateException("The CRL of " + scope + " would break a rule: " + findings);
		}
		MadeCrl made = new MadeCrl(number, now, nextUpdate, horizon, writer.tally());
		// Before the row, which other nodes serve: what cannot be audited is not done.
		audit(scope, "done", "number " + number + ", " + made.tally().entries() + " entries");
		if (!this.rows.store(scope, made, der)) {
			logger.debug("The CRL of {} gives way to a newer one of another node", scope);
		}
		this.durability.await();
	}

	private void audit(CrlScope scope, String outcome, String detail) {
		this.audit.record(AuditLine.of("handfast", "crl.sign", scope.caKey().toString(), outcome)
			.withDetail(scope + ", " + detail));
	}

	/**
	 * On disk before the signature, so that no number is used for two CRLs.
	 */
	private long reserve(CrlScope scope) {
		long last = this.rows.lastNumber(scope);
		long onDisk = this.served.number(scope.key());
		long number = Math.max(Math.max(last + 1, this.clock.millis()), this.installation.crlNumberFloor());
		if (onDisk > last) {
			number = Math.max(number, onDisk + 1) + JUMP_AFTER_RESTORE;
		}
		this.rows.reserve(scope, number, this.clock.instant().truncatedTo(ChronoUnit.MICROS));
		this.durability.await();
		return number;
	}

	private void write(CrlScope scope, Instant horizon, CrlWriter writer) {
		Stream<Integer> shards = (scope.shard() != CrlScope.WHOLE) ? Stream.of(scope.shard())
				: this.shards.of(scope.caKey()).stream().map(Shard::number);
		shards.forEach((shard) -> this.certificates.revokedIn(scope.caKey(), shard, horizon).forEach(writer::add));
	}

	private Instant nextUpdate(Authority authority, X509CertificateHolder issuer, Instant now) {
		Duration life = (authority.kind() == Authority.Kind.ROOT) ? this.properties.rootLifetime()
				: this.properties.issuingLifetime();
		Instant end = issuer.getNotAfter().toInstant();
		return now.plus(life).isAfter(end) ? end : now.plus(life);
	}

	private static Extensions extensions(CrlScope scope, X509CertificateHolder issuer, long number) {
		ExtensionsGenerator extensions = new ExtensionsGenerator();
		try {
			byte[] keyIdentifier = SubjectKeyIdentifier.fromExtensions(issuer.getExtensions()).getKeyIdentifier();
			extensions.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier));
			extensions.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
			String url = scope.distributionPoint();
			if (url != null) {
				// RFC 5280 §5.2.5: critical, and the same name as in the certificates
				extensions.addExtension(Extension.issuingDistributionPoint, true, distributionPoint(url));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return extensions.generate();
	}

	private static IssuingDistributionPoint distributionPoint(String url) {
		GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
		return new IssuingDistributionPoint(new DistributionPointName(names), false, false, null, false, false);
	}

}
