package handfast.authority;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.certificate.Certificates;
import handfast.key.WrappedKey;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.storage.Node;
import handfast.validation.LintSubject.Role;
import handfast.x509.DistinguishedName;
import handfast.x509.Fingerprint;
import handfast.x509.TimeOrderedIds;
import handfast.x509.Validity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes a CA: first its key and the CRL that will answer for it, then its certificate.
 * The row says all that is wanted, so that whoever finds one without a certificate can
 * finish it.
 */
@Component
class CaMaker {

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

	private final Durability durability;

	private final Clock clock;

	CaMaker(AuthorityRows rows, Shards shards, CaKeyPairs keyPairs, SigningCas cas, Issuance issuance,
			Certificates certificates, Installation installation, Node node, TimeOrderedIds ids,
			IssuingProperties properties, TransactionOperations transactions, Durability durability, Clock clock) {
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
		this.durability = durability;
		this.clock = clock;
	}

	/**
	 * Makes the key and the CRL that will answer for it, before anything is signed.
	 * @param terms without the subject, which names the key
	 * @param issuer null for a root
	 */
	CaKey prepare(Kind kind, CaTerms terms, Subject subject, @Nullable UUID issuer) {
		return insert(kind, terms, this.keyPairs.make(terms.algorithm()), subject, issuer, State.PREPARING, (key) -> {
		});
	}

	/**
	 * The same with a key that is there already, or one that another CA certifies.
	 * @param also what else belongs to the transaction
	 */
	CaKey insert(Kind kind, CaTerms terms, KeyPair pair, Subject subject, @Nullable UUID issuer, State state,
			Consumer<CaKey> also) {
		SubjectPublicKeyInfo spki = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
		CaKey key = new CaKey(this.ids.next(), this.ids.next(), kind, HexFormat.of().formatHex(KeyIdentifiers.of(spki)),
				terms.algorithm(), Der.of(spki), null, null, CaKey.State.USABLE);
		WrappedKey wrapped = this.keyPairs.wrap(key, pair);
		DistinguishedName name = subject.naming(Fingerprint.of(key.spki()).hex().substring(0, 6));
		CaTerms named = new CaTerms(terms.series(), name, terms.algorithm(), terms.lifetime(), terms.pathLength(),
				terms.permitted());
		String shown = name.commonNames().stream().findFirst().orElse(name.value());
		this.transactions.executeWithoutResult((status) -> {
			this.rows.insertAuthority(key.authority(), kind, shown.substring(0, Math.min(200, shown.length())), named,
					issuer, state);
			this.rows.insertKey(key, wrapped);
			this.shards.openNext(key.id(), key.authority(), this.installation.publicUrl());
			also.accept(key);
		});
		this.durability.await();
		return this.rows.findKey(key.id()).orElseThrow();
	}

	/**
	 * Makes the certificate that the row wants.
	 */
	void certify(CaKey key) {
		CaTerms terms = this.rows.terms(key.authority());
		X500Name name = terms.subject().name();
		Optional<UUID> issuer = this.rows.issuer(key.authority());
		SigningCa signer = issuer.isPresent() ? this.cas.of(this.rows.find(issuer.get()).orElseThrow())
				: this.cas.newRoot(key, name);
		certify(key, name, terms, signer);
	}

	/**
	 * Makes the certificate of an issuing CA anew for the same key.
	 */
	void certifyAgain(Authority authority) {
		UUID issuer = authority.issuer();
		if (issuer == null) {
			throw new IllegalArgumentException("Not below a CA of ours: " + authority.name());
		}
		certify(this.rows.findKey(authority.key()).orElseThrow(), authority.holder().getSubject(),
				this.rows.terms(authority.id()), this.cas.of(this.rows.find(issuer).orElseThrow()));
	}

	private void certify(CaKey key, X500Name name, CaTerms terms, SigningCa issuer) {
		UUID id = this.ids.next();
		Role role = issuer.signsItself() ? Role.ROOT : Role.ISSUING_CA;
		CaDraft draft = new CaDraft(id, key, role, name, issuer, validity(issuer, terms.lifetime()), terms.pathLength(),
				terms.permitted(), this.installation.id(), this.node, (der) -> {
					this.rows.certify(key, id);
					// With the CA, not after it: a leaf of a CA without a chain verifies
					// nowhere.
					this.certificates.storeChain(key.id(),
							this.cas.chain(this.rows.find(key.authority()).orElseThrow()));
				});
		this.issuance.issue(draft, issuer);
		this.cas.readAnew();
	}

	/**
	 * Has one root certify another.
	 */
	void cross(Authority subject, Authority issuer) {
		SigningCa signer = this.cas.of(issuer);
		UUID id = this.ids.next();
		Duration left = Duration.between(this.clock.instant(), subject.notAfter());
		CaDraft draft = new CaDraft(id, this.rows.findKey(subject.key()).orElseThrow(), Role.CROSS_CA,
				subject.holder().getSubject(), signer, validity(signer, left), CaTerms.ANY_LENGTH, List.of(),
				this.installation.id(), this.node, (der) -> this.rows.insertCross(subject.id(), issuer.id(), id));
		this.issuance.issue(draft, signer);
	}

	/**
	 * Brings what is handed out above leaves up to date, after roots have certified one
	 * another.
	 */
	void storeChains() {
		this.rows.all()
			.stream()
			.filter((authority) -> !authority.isRoot())
			.forEach((authority) -> this.certificates.storeChain(authority.key(), this.cas.chain(authority)));
		this.durability.await();
		this.cas.readAnew();
	}

	// It ends with its issuer at the latest.
	private Validity validity(SigningCa issuer, Duration lifetime) {
		Instant begin = this.clock.instant().minus(this.properties.backdate()).truncatedTo(ChronoUnit.SECONDS);
		Instant end = begin.plus(lifetime).truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
		if (issuer.signsItself()) {
			return new Validity(begin, end);
		}
		Instant issuerBegin = issuer.certificate().getNotBefore().toInstant();
		Instant issuerEnd = issuer.certificate().getNotAfter().toInstant();
		return new Validity(Subjects.later(begin, issuerBegin), end.isAfter(issuerEnd) ? issuerEnd : end);
	}

	/**
	 * What a CA is called.
	 */
	interface Subject {

		/**
		 * @param key the first six hex digits of the key's fingerprint
		 */
		DistinguishedName naming(String key);

	}

}
