package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority;
import handfast.authority.CrlProperties;
import handfast.authority.CrlSigners;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.certificate.Certificates;
import handfast.certificate.RevokedEntry;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.validation.CrlLints;
import handfast.validation.Finding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Makes one CRL: takes its number, then reads what it must list, then signs.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-5 RFC 5280 §5
 */
@Component
class CrlMaker {

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

	private final Clock clock;

	CrlMaker(CrlRows rows, Served served, Certificates certificates, Shards shards, CrlSigners signers,
			CrlProperties properties, AuditLog audit, Durability durability, Installation installation, Clock clock) {
		this.rows = rows;
		this.served = served;
		this.certificates = certificates;
		this.shards = shards;
		this.signers = signers;
		this.properties = properties;
		this.audit = audit;
		this.durability = durability;
		this.installation = installation;
		this.clock = clock;
	}

	/**
	 * Makes and stores the next CRL of the scope.
	 * @throws handfast.problem.Problem {@code SEALED} where the key can't be opened here,
	 * {@code AUDIT_UNAVAILABLE} where it can't be audited
	 * @throws org.springframework.dao.DuplicateKeyException where another node makes it
	 */
	MadeCrl make(CrlScope scope) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
		ContentSigner signer = this.signers.signer(scope.authority());
		BigInteger previous = this.rows.newest(scope).map((crl) -> BigInteger.valueOf(crl.number())).orElse(null);
		long number = reserve(scope);
		audit(scope, "intent", "number " + number);
		List<RevokedEntry> entries = entries(scope);
		X509CertificateHolder issuer = scope.authority().holder();
		Instant nextUpdate = nextUpdate(scope.authority(), issuer, now);
		X509CRLHolder crl = builder(scope, issuer, number, now, nextUpdate, entries).build(signer);
		List<Finding> findings = CrlLints.check(crl, issuer, previous, scope.distributionPoint());
		if (!findings.isEmpty()) {
			throw new IllegalStateException("The CRL of " + scope + " would break a rule: " + findings);
		}
		MadeCrl made = new MadeCrl(number, now, nextUpdate, entries.size(), newest(entries), bytes(crl));
		// Before the row, which other nodes serve: what cannot be audited is not done.
		audit(scope, "done", "number " + number + ", " + made.entries() + " entries");
		this.rows.store(scope, made);
		this.durability.await();
		return made;
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

	private List<RevokedEntry> entries(CrlScope scope) {
		if (scope.shard() != CrlScope.WHOLE) {
			return entries(scope, scope.shard());
		}
		return this.shards.of(scope.caKey())
			.stream()
			.map(Shard::number)
			.flatMap((shard) -> entries(scope, shard).stream())
			.toList();
	}

	private List<RevokedEntry> entries(CrlScope scope, int shard) {
		try (Stream<RevokedEntry> entries = this.certificates.revokedIn(scope.caKey(), shard)) {
			return entries.toList();
		}
	}

	private Instant nextUpdate(Authority authority, X509CertificateHolder issuer, Instant now) {
		Duration life = (authority.kind() == Authority.Kind.ROOT) ? this.properties.rootLifetime()
				: this.properties.issuingLifetime();
		Instant end = issuer.getNotAfter().toInstant();
		return now.plus(life).isAfter(end) ? end : now.plus(life);
	}

	private X509v2CRLBuilder builder(CrlScope scope, X509CertificateHolder issuer, long number, Instant now,
			Instant nextUpdate, List<RevokedEntry> entries) {
		X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.getSubject(), Date.from(now));
		builder.setNextUpdate(Date.from(nextUpdate));
		entries.forEach((entry) -> add(builder, entry));
		try {
			byte[] keyIdentifier = SubjectKeyIdentifier.fromExtensions(issuer.getExtensions()).getKeyIdentifier();
			builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier));
			builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
			String url = scope.distributionPoint();
			if (url != null) {
				// RFC 5280 §5.2.5: critical, and the same name as in the certificates
				builder.addExtension(Extension.issuingDistributionPoint, true, distributionPoint(url));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return builder;
	}

	private static IssuingDistributionPoint distributionPoint(String url) {
		GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
		return new IssuingDistributionPoint(new DistributionPointName(names), false, false, null, false, false);
	}

	// RFC 5280 §5.3.1: unspecified is told by leaving the reason out, as Bouncy Castle
	// does; orphans have none either
	private static void add(X509v2CRLBuilder builder, RevokedEntry entry) {
		builder.addCRLEntry(entry.serial().value(), Date.from(entry.at()), RevocationReason.code(entry.reason()));
	}

	private static @Nullable Instant newest(List<RevokedEntry> entries) {
		return entries.stream().map(RevokedEntry::at).max(Comparator.naturalOrder()).orElse(null);
	}

	private static byte[] bytes(X509CRLHolder crl) {
		try {
			return crl.getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
