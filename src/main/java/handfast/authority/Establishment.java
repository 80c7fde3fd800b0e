package handfast.authority;

import java.nio.charset.StandardCharsets;
import java.util.List;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.profile.Profile;
import handfast.storage.Durability;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the first CAs. Each step may be the last before a crash; doing all again finishes
 * it.
 */
@Component
class Establishment {

	private static final Logger logger = LoggerFactory.getLogger(Establishment.class);

	private final AuthorityRows rows;

	private final Shards shards;

	private final CaMaker maker;

	private final SigningCas cas;

	private final AuthorityProperties properties;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final Durability durability;

	Establishment(AuthorityRows rows, Shards shards, CaMaker maker, SigningCas cas, AuthorityProperties properties,
			TransactionOperations transactions, AuditLog audit, Durability durability) {
		this.rows = rows;
		this.shards = shards;
		this.maker = maker;
		this.cas = cas;
		this.properties = properties;
		this.transactions = transactions;
		this.audit = audit;
		this.durability = durability;
	}

	void establish(String hostName) {
		if (this.rows.inTurn(CaTerms.ROOT).isEmpty()) {
			this.rows.unfinished(Kind.ROOT).forEach(this::abandon);
			this.maker.certify(prepareRoot(hostName));
		}
		if (this.rows.inTurn(Profile.DEFAULT_AUTHORITY).isEmpty()) {
			this.maker.certify(
					this.rows.unfinished(Kind.ISSUING).stream().findFirst().orElseGet(() -> prepareIssuing(hostName)));
		}
	}

	// Security §1.4: nobody knows whether its first signature exists, so its key must go.
	void abandon(CaKey root) {
		this.transactions.executeWithoutResult((status) -> {
			this.rows.abandon(root);
			// Last within the transaction: what cannot be audited is not done.
			this.audit.record(AuditLine.of("handfast", "authority.abandon", root.authority().toString(), "done")
				.withDetail("it was cut off in its first signature; the key " + root.keyId() + " is destroyed"));
		});
		this.durability.await();
		logger.info("A root whose first signature was cut off is abandoned, its key destroyed");
	}

	private CaKey prepareRoot(String organization) {
		CaTerms terms = new CaTerms(CaTerms.ROOT, DistinguishedName.parse(""), KeyAlgorithm.EC_P384,
				this.properties.rootLifetime(), CaTerms.ANY_LENGTH, List.of());
		return this.maker.prepare(Kind.ROOT, terms, Subjects.numbered("Handfast Root", organization), null);
	}

	private CaKey prepareIssuing(String organization) {
		CaTerms terms = new CaTerms(Profile.DEFAULT_AUTHORITY, DistinguishedName.parse(""), KeyAlgorithm.EC_P256,
				this.properties.issuingLifetime(), 0, List.of());
		return this.maker.prepare(Kind.ISSUING, terms, Subjects.numbered("Handfast Issuing", organization),
				this.rows.inTurn(CaTerms.ROOT).orElseThrow().id());
	}

	/**
	 * Opens CRLs under another public address, and has the certificates of issuing CAs
	 * name them.
	 */
	void republish(String publicUrl) {
		List<Authority> all = this.rows.all();
		all.forEach((authority) -> openUnder(publicUrl, authority));
		for (Authority authority : all) {
			Authority issuer = all.stream()
				.filter((each) -> each.id().equals(authority.issuer()))
				.findFirst()
				.orElse(null);
			// One that issues no more is not asked for its own status by anything new.
			if (issuer != null && authority.state() != State.RETIRING && !names(authority, issuer, publicUrl)) {
				this.maker.certifyAgain(authority);
			}
		}
		this.durability.await();
		this.cas.readAnew();
	}

	private void openUnder(String publicUrl, Authority authority) {
		if (this.shards.open(authority.key()).filter((shard) -> shard.publicUrl().equals(publicUrl)).isEmpty()) {
			this.shards.openNext(authority.key(), authority.id(), publicUrl);
		}
	}

	// Whether its certificate names a CRL of its issuer under that address.
	private boolean names(Authority authority, Authority issuer, String publicUrl) {
		String der = new String(authority.der(), StandardCharsets.ISO_8859_1);
		return this.shards.of(issuer.key())
			.stream()
			.filter((shard) -> shard.publicUrl().equals(publicUrl))
			.anyMatch((shard) -> der.contains(shard.url()));
	}

}
