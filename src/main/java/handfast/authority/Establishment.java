package handfast.authority;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.certificate.Certificates;
import handfast.key.WrappedKey;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.storage.Node;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TimeOrderedIds;
import handfast.x509.Validity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes CAs. Each step may be the last before a crash; doing all again finishes it.
 */
@Component
class Establishment {

	private static final Logger logger = LoggerFactory.getLogger(Establishment.class);

	private static final int ROOT_YEARS = 20;

	private static final int ISSUING_YEARS = 5;

	private final AuthorityRows rows;

	private final Shards shards;

	private final CaKeyPairs keyPairs;

	private final SigningCas cas;

	private final Issuance issuance;

	private final Certificates certificates;

	private final Installation installation;

	private final Node node;

	private final TimeOrderedIds ids;

	private final IssuingProperties properties;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final Durability durability;

	private final Clock clock;

	Establishment(AuthorityRows rows, Shards shards, CaKeyPairs keyPairs, SigningCas cas, Issuance issuance,
			Certificates certificates, Installation installation, Node node, TimeOrderedIds ids,
			IssuingProperties properties, TransactionOperations transactions, AuditLog audit, Durability durability,
			Clock clock) {
		this.rows = rows;
		this.shards = shards;
		this.keyPairs = keyPairs;
		this.cas = cas;
		this.issuance = issuance;
		this.certificates = certificates;
		this.installation = installation;
		this.node = node;
		this.ids = ids;
		this.properties = properties;
		this.transactions = transactions;
		this.audit = audit;
		this.durability = durability;
		this.clock = clock;
	}

	void establish(String hostName) {
		if (this.rows.findKey(Kind.ROOT, State.ACTIVE, State.PAUSED).isEmpty()) {
			abandonUnfinishedRoots();
			makeRoot(hostName);
		}
		if (this.rows.findKey(Kind.ISSUING, State.ACTIVE, State.PAUSED).isEmpty()) {
			makeIssuing(hostName);
		}
	}

	// Security §1.4: nobody knows whether its first signature exists, so its key must go.
	private void abandonUnfinishedRoots() {
		for (Optional<CaKey> key = unfinished(Kind.ROOT); key.isPresent(); key = unfinished(Kind.ROOT)) {
			CaKey abandoned = key.get();
			this.transactions.executeWithoutResult((status) -> {
				this.rows.abandon(abandoned);
				// Last within the transaction: what cannot be audited is not done.
				this.audit
					.record(AuditLine.of("handfast", "authority.abandon", abandoned.authority().toString(), "done")
						.withDetail("the first start was cut off; the key " + abandoned.keyId() + " is destroyed"));
			});
			this.durability.await();
			logger.info("A root whose first start was cut off is abandoned, its key destroyed");
		}
	}

	private void makeRoot(String hostName) {
		CaKey key = prepare(Kind.ROOT, KeyAlgorithm.EC_P384);
		SigningCa itself = this.cas.newRoot(key, name(key, hostName));
		certify(key, itself.name(), itself, ROOT_YEARS);
	}

	private void makeIssuing(String hostName) {
		CaKey key = unfinished(Kind.ISSUING).orElseGet(() -> prepare(Kind.ISSUING, KeyAlgorithm.EC_P256));
		certifyIssuing(key, name(key, hostName));
	}

	private void certifyIssuing(CaKey key, X500Name name) {
		certify(key, name, this.cas.root(), ISSUING_YEARS);
	}

	void republish(String publicUrl) {
		Authority root = this.rows.all().stream().filter((each) -> each.kind() == Kind.ROOT).toList().getLast();
		CaKey issuing = this.rows.findKey(Kind.ISSUING, State.ACTIVE, State.PAUSED).orElseThrow();
		Authority issuer = this.rows.find(issuing.authority()).orElseThrow();
		boolean moved = openUnder(publicUrl, root);
		if (moved || !names(issuer, root)) {
			certifyIssuing(issuing, issuer.holder().getSubject());
		}
		openUnder(publicUrl, issuer);
		this.durability.await();
		this.cas.readAnew();
	}

	private boolean openUnder(String publicUrl, Authority authority) {
		boolean there = this.shards.open(authority.key())
			.filter((shard) -> shard.publicUrl().equals(publicUrl))
			.isPresent();
		if (!there) {
			this.shards.openNext(authority.key(), authority.id(), publicUrl);
		}
		return !there;
	}

	// Whether the issuing CA's certificate names the root's open CRL.
	private boolean names(Authority issuing, Authority root) {
		String url = this.shards.open(root.key()).orElseThrow().url();
		return new String(issuing.der(), StandardCharsets.ISO_8859_1).contains(url);
	}

	private Optional<CaKey> unfinished(Kind kind) {
		return this.rows.findKey(kind, State.PREPARING);
	}

	/**
	 * Makes the key and the CRL that will answer for it, before anything is signed.
	 */
	private CaKey prepare(Kind kind, KeyAlgorithm algorithm) {
		KeyPair pair = this.keyPairs.make(algorithm);
		SubjectPublicKeyInfo spki = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
		CaKey bare = new CaKey(this.ids.next(), this.ids.next(), kind,
				HexFormat.of().formatHex(KeyIdentifiers.of(spki)), algorithm, Der.of(spki), null, null,
				CaKey.State.USABLE);
		WrappedKey wrapped = this.keyPairs.wrap(bare, pair);
		this.transactions.executeWithoutResult((status) -> {
			this.rows.insertAuthority(bare.authority(), kind, commonName(bare));
			this.rows.insertKey(bare, wrapped);
			this.shards.openNext(bare.id(), bare.authority(), this.installation.publicUrl());
		});
		this.durability.await();
		return this.rows.findKey(bare.id()).orElseThrow();
	}

	private void certify(CaKey key, X500Name name, SigningCa issuer, int years) {
		UUID id = this.ids.next();
		CaDraft draft = new CaDraft(id, key, name, issuer, validity(issuer, years), this.installation.id(), this.node,
				(der) -> {
					this.rows.certify(key, id);
					// With the CA, not after it: a leaf of a CA without a chain verifies
					// nowhere.
					this.certificates.storeChain(key.id(), issuer.signsItself() ? List.of() : List.of(der));
				});
		this.issuance.issue(draft, issuer);
		this.cas.readAnew();
	}

	// An issuing CA ends with its root at the latest.
	private Validity validity(SigningCa issuer, int years) {
		Instant begin = this.clock.instant().minus(this.properties.backdate()).truncatedTo(ChronoUnit.SECONDS);
		Instant end = begin.atOffset(ZoneOffset.UTC).plusYears(years).toInstant().minusSeconds(1);
		if (issuer.signsItself()) {
			return new Validity(begin, end);
		}
		Instant issuerBegin = issuer.certificate().getNotBefore().toInstant();
		Instant issuerEnd = issuer.certificate().getNotAfter().toInstant();
		return new Validity(Subjects.later(begin, issuerBegin), end.isAfter(issuerEnd) ? issuerEnd : end);
	}

	private static X500Name name(CaKey key, String hostName) {
		return Subjects.of(commonName(key), hostName);
	}

	// Two Handfasts on one network can be told apart.
	private static String commonName(CaKey key) {
		String fingerprint = Fingerprint.of(key.spki()).hex().substring(0, 6);
		return "Handfast " + ((key.kind() == Kind.ROOT) ? "Root " : "Issuing ") + fingerprint;
	}

}
