package handfast.authority;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import handfast.key.WrappedKey;
import handfast.key.Wrapping;
import handfast.problem.Problem;
import handfast.storage.Installation;
import handfast.storage.Node;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TimeOrderedIds;
import handfast.x509.Validity;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Keys that sign OCSP answers for the issuing CAs, certified through the one gate for
 * some days and made anew when half of their life is left. All nodes use the same one;
 * where two are made at once, the longer lasting is used.
 */
@Service
public class OcspSigners {

	private static final Logger logger = LoggerFactory.getLogger(OcspSigners.class);

	// Fast to sign with, and read by every client.
	private static final KeyAlgorithm ALGORITHM = KeyAlgorithm.EC_P256;

	private final AuthorityRows authorities;

	private final OcspSignerRows rows;

	private final SigningCas cas;

	private final CaKeyPairs keyPairs;

	private final Issuance issuance;

	private final LockProvider locks;

	private final Installation installation;

	private final Node node;

	private final TimeOrderedIds ids;

	private final OcspProperties properties;

	private final IssuingProperties issuing;

	private final Clock clock;

	// By CA key. Stays where the database is away.
	private final Map<UUID, OcspSigner> opened = new ConcurrentHashMap<>();

	OcspSigners(AuthorityRows authorities, OcspSignerRows rows, SigningCas cas, CaKeyPairs keyPairs, Issuance issuance,
			LockProvider locks, Installation installation, Node node, TimeOrderedIds ids, OcspProperties properties,
			IssuingProperties issuing, Clock clock) {
		this.authorities = authorities;
		this.rows = rows;
		this.cas = cas;
		this.keyPairs = keyPairs;
		this.issuance = issuance;
		this.locks = locks;
		this.installation = installation;
		this.node = node;
		this.ids = ids;
		this.properties = properties;
		this.issuing = issuing;
		this.clock = clock;
	}

	/**
	 * The signer of the CA key, its key open; empty where there is none that is valid
	 * now.
	 */
	public Optional<OcspSigner> find(UUID caKey) {
		return Optional.ofNullable(this.opened.get(caKey))
			.filter((signer) -> signer.notAfter().isAfter(this.clock.instant()));
	}

	/**
	 * Makes those that are missing or half through, and opens the newest of each.
	 */
	@Scheduled(initialDelay = 30, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
	void bringUpToDate() {
		if (issuers().stream().anyMatch(this::isDue)) {
			// One node makes them; if two do, no harm is done.
			Optional<SimpleLock> lock = this.locks
				.lock(new LockConfiguration(Instant.now(), "ocsp-signer", Duration.ofMinutes(2), Duration.ZERO));
			lock.ifPresent(this::makeDue);
		}
		this.rows.deleteEnded(this.clock.instant());
		issuers().forEach(this::open);
	}

	/**
	 * The same at once, whoever holds the lease, which may be left of a node that was
	 * killed.
	 */
	public void bringUpToDateNow() {
		issuers().stream().filter(this::isDue).forEach(this::make);
		issuers().forEach(this::open);
	}

	private void makeDue(SimpleLock lock) {
		try {
			issuers().stream().filter(this::isDue).forEach(this::make);
		}
		finally {
			lock.unlock();
		}
	}

	private List<Authority> issuers() {
		return this.authorities.all()
			.stream()
			.filter((authority) -> authority.kind() == Authority.Kind.ISSUING)
			.toList();
	}

	private boolean isDue(Authority issuer) {
		Instant now = this.clock.instant();
		return this.rows.newest(issuer.key(), now).map(OcspSignerRows.Row::certificate).filter((certificate) -> {
			Instant end = certificate.getNotAfter().toInstant();
			Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
			// One that ends with its CA can't be followed by a longer one.
			return now.isBefore(end.minus(life.dividedBy(2)))
					|| !end.isBefore(issuer.holder().getNotAfter().toInstant());
		}).isEmpty();
	}

	private void make(Authority issuer) {
		try {
			make(this.cas.of(issuer));
		}
		catch (Problem ex) {
			logger.error("ALARM: the OCSP signer of {} could not be made: {}", issuer.name(), ex.detail());
		}
		catch (RuntimeException ex) {
			// The others must not wait for this one; it is tried again in 30 s.
			logger.error("ALARM: the OCSP signer of {} could not be made: {}", issuer.name(), ex.toString());
		}
	}

	private void make(SigningCa ca) {
		UUID id = this.ids.next();
		KeyPair pair = this.keyPairs.make(ALGORITHM);
		SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
		WrappedKey wrapped = this.keyPairs.wrap(Wrapping.Kek.MAIN, pair, KeyLabels.ofOcspSigner(ca.authority(), id));
		this.issuance.issue(new OcspSignerDraft(id, ca, publicKey, ALGORITHM, subject(publicKey, ca.name()),
				validity(ca), this.installation.id(), this.node, () -> this.rows.insert(id, ca.key(), wrapped)), ca);
	}

	private void open(Authority issuer) {
		OcspSigner now = this.opened.get(issuer.key());
		this.rows.newest(issuer.key(), this.clock.instant())
			.filter((row) -> now == null || !now.id().equals(row.id()))
			.ifPresent((row) -> {
				try {
					this.opened.put(issuer.key(),
							new OcspSigner(row.id(), row.certificate(), this.keyPairs.open(ALGORITHM, Wrapping.Kek.MAIN,
									row.wrapped(), KeyLabels.ofOcspSigner(issuer.id(), row.id()))));
				}
				catch (Problem ex) {
					logger.debug("The OCSP signer of {} can't be opened here: {}", issuer.name(), ex.detail());
				}
			});
	}

	private Validity validity(SigningCa ca) {
		Instant begin = Subjects.later(
				this.clock.instant().minus(this.issuing.backdate()).truncatedTo(ChronoUnit.SECONDS),
				ca.certificate().getNotBefore().toInstant());
		Instant end = begin.plus(this.properties.signerLifetime()).minusSeconds(1);
		Instant last = ca.certificate().getNotAfter().toInstant();
		return new Validity(begin, end.isAfter(last) ? last : end);
	}

	private static X500Name subject(SubjectPublicKeyInfo key, X500Name issuer) {
		X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN,
				"Handfast OCSP " + Fingerprint.of(Der.of(key)).hex().substring(0, 6));
		for (RDN organization : issuer.getRDNs(BCStyle.O)) {
			builder.addRDN(organization.getFirst());
		}
		return builder.build();
	}

}
