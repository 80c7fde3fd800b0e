package handfast.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.certificate.Certificates;
import handfast.key.CryptoProviders;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.validation.Code;
import handfast.x509.DistinguishedName;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * CAs beside the one of the first start: below a CA of ours, below one elsewhere, or
 * brought along with their key.
 */
@Service
class NewAuthorities {

	private final AuthorityRows rows;

	private final CaMaker maker;

	private final SigningCas cas;

	private final CaKeyPairs keyPairs;

	private final Certificates certificates;

	private final CryptoProviders providers;

	// Files are known above this module.
	private final ObjectProvider<KeystoreOpener> opener;

	private final AuthorityProperties properties;

	private final Idempotency idempotency;

	private final LockProvider locks;

	private final TransactionOperations transactions;

	private final AuditLog audit;

	private final Durability durability;

	private final ApplicationEventPublisher events;

	private final SecureRandom random;

	private final Clock clock;

	NewAuthorities(AuthorityRows rows, CaMaker maker, SigningCas cas, CaKeyPairs keyPairs, Certificates certificates,
			CryptoProviders providers, ObjectProvider<KeystoreOpener> opener, AuthorityProperties properties,
			Idempotency idempotency, LockProvider locks, TransactionOperations transactions, AuditLog audit,
			Durability durability, ApplicationEventPublisher events, SecureRandom random, Clock clock) {
		this.rows = rows;
		this.maker = maker;
		this.cas = cas;
		this.keyPairs = keyPairs;
		this.certificates = certificates;
		this.providers = providers;
		this.opener = opener;
		this.properties = properties;
		this.idempotency = idempotency;
		this.locks = locks;
		this.transactions = transactions;
		this.audit = audit;
		this.durability = durability;
		this.events = events;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Makes it, or finds what the same request made before.
	 * @return its id
	 * @throws Problem {@code CONFLICT} where the series is in use,
	 * {@code INVALID_REQUEST} where it can't be made so, {@code SEALED} where the key
	 * above it is not here
	 */
	UUID make(AuthorityOrder order, Caller caller, Optional<IdempotencyKey> idempotencyKey) {
		Optional<UUID> earlier = idempotencyKey.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			finish(order.series());
			return earlier.get();
		}
		SimpleLock lock = this.locks
			.lock(new LockConfiguration(Instant.now(), "new-authority", Duration.ofMinutes(1), Duration.ZERO))
			.orElseThrow(() -> ProblemType.CONFLICT.because("Another CA is being made: ask again in a moment."));
		try {
			finish(order.series());
			if (this.rows.hasSeries(order.series())) {
				throw ProblemType.CONFLICT.because("There is a CA of the series " + order.series()
						+ " already, and what follows it is made by itself: write another series.");
			}
			UUID id = switch (order) {
				case AuthorityOrder.Made made ->
					made.external() ? request(made, caller, idempotencyKey) : make(made, caller, idempotencyKey);
				case AuthorityOrder.Imported imported -> bringIn(imported, caller, idempotencyKey);
			};
			this.events.publishEvent(new AuthorityInTurn(id));
			return id;
		}
		finally {
			lock.unlock();
		}
	}

	// One whose making was cut off.
	private void finish(String series) {
		this.rows.unfinished(Kind.ISSUING)
			.stream()
			.filter((key) -> this.rows.terms(key.authority()).series().equals(series))
			.forEach(this.maker::certify);
	}

	private UUID make(AuthorityOrder.Made order, Caller caller, Optional<IdempotencyKey> idempotencyKey) {
		Authority issuer = issuer(order);
		// Before anything is made: whether that key can be opened here.
		this.cas.requireSigning(this.cas.of(issuer));
		CaKey key = this.maker.insert(Kind.ISSUING, terms(order), this.keyPairs.make(order.algorithm()),
				subject(order, issuer.holder()), issuer.id(), State.PREPARING, (made) -> {
					idempotencyKey.ifPresent((wish) -> this.idempotency.claim(wish, made.authority()));
					record(caller, "authority.create", made.authority(), "series " + order.series());
				});
		this.maker.certify(key);
		return key.authority();
	}

	private Authority issuer(AuthorityOrder.Made order) {
		UUID wanted = order.issuer();
		if (wanted == null) {
			return this.rows.inTurn(CaTerms.ROOT).orElseThrow();
		}
		Authority issuer = this.rows.find(wanted)
			.filter((authority) -> authority.state() == State.ACTIVE)
			.orElseThrow(() -> ForeignCa.refused("/issuer", Code.UNKNOWN_VALUE,
					"There is no CA " + wanted + " in turn; see GET /api/v1/authorities."));
		if (!issuer.isRoot() && issuer.pathLength() <= order.pathLength()) {
			throw ForeignCa.refused("/pathLength", Code.PATH_TOO_LONG,
					issuer.name() + " has a path length of " + issuer.pathLength() + ": "
							+ ((issuer.pathLength() == 0) ? "no CA may stand below it; name another issuer."
									: "write " + (issuer.pathLength() - 1) + " at most."));
		}
		return issuer;
	}

	private UUID request(AuthorityOrder.Made order, Caller caller, Optional<IdempotencyKey> idempotencyKey) {
		X509CertificateHolder root = this.rows.inTurn(CaTerms.ROOT).orElseThrow().holder();
		KeyPair pair = this.keyPairs.make(order.algorithm());
		CaSigner signer = new SoftwareSigner(order.algorithm(),
				this.providers.privateKey(order.algorithm(), pair.getPrivate().getEncoded()),
				this.providers.fastest(order.algorithm()));
		CaKey key = this.maker.insert(Kind.ISSUING, terms(order), pair, subject(order, root), null, State.AWAITING,
				(made) -> {
					DistinguishedName name = this.rows.terms(made.authority()).subject();
					this.rows.request(made, csr(made, name, order, signer));
					idempotencyKey.ifPresent((wish) -> this.idempotency.claim(wish, made.authority()));
					record(caller, "authority.request", made.authority(), "series " + order.series());
				});
		return key.authority();
	}

	// RFC 2986, asking for what a CA needs; the other CA decides.
	private static byte[] csr(CaKey key, DistinguishedName subject, AuthorityOrder.Made order, CaSigner signer) {
		try {
			Extensions wanted = new Extensions(new Extension[] {
					Tbs.extension(Extension.basicConstraints, true, new BasicConstraints(order.pathLength())),
					Tbs.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
					Tbs.subjectKeyIdentifier(SubjectPublicKeyInfo.getInstance(key.spki())) });
			return new PKCS10CertificationRequestBuilder(subject.name(), SubjectPublicKeyInfo.getInstance(key.spki()))
				.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted)
				.build(new OnlySigner(signer, CertificationRequestInfo::getInstance))
				.getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Brings in what the other CA made of a CSR.
	 * @throws Problem {@code INVALID_REQUEST} where it is not for this CA, or not sound
	 */
	void complete(UUID id, String pem, @Nullable String trust, Caller caller) {
		AwaitingAuthority awaiting = this.rows.awaiting()
			.stream()
			.filter((authority) -> authority.id().equals(id))
			.findFirst()
			.orElse(null);
		ForeignCa answer = ForeignCa.judge("/pem", ForeignCa.read("/pem", pem), trust, this.clock.instant());
		if (awaiting == null) {
			requireSame(id, answer);
			return;
		}
		CaKey key = this.rows.findKey(awaiting.key()).orElseThrow();
		requireKey("/pem", Der.certificate(answer.der()), key.spki());
		this.transactions.executeWithoutResult((status) -> keep(key, answer, caller, "authority.certify"));
		this.durability.await();
		this.cas.readAnew();
		this.events.publishEvent(new AuthorityInTurn(id));
	}

	private void requireSame(UUID id, ForeignCa answer) {
		Authority authority = this.rows.find(id)
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no authority " + id + "; see GET /api/v1/authorities"));
		if (authority.foreignIssuers().isEmpty()) {
			throw ProblemType.CONFLICT
				.because(authority.name() + " was certified here and takes no other certificate.");
		}
		if (!Arrays.equals(authority.der(), answer.der())) {
			throw ProblemType.CONFLICT
				.because(authority.name() + " has its certificate already: make another CA for another one.");
		}
	}

	private void keep(CaKey key, ForeignCa answer, Caller caller, String action) {
		this.rows.certify(key, answer.der(), Der.sequence(answer.issuers()));
		this.certificates.storeChain(key.id(), this.cas.chain(this.rows.find(key.authority()).orElseThrow()));
		// Last within the transaction: what cannot be audited is not done.
		record(caller, action, key.authority(), "SHA-256 " + Fingerprint.of(answer.der()).hex());
	}

	private UUID bringIn(AuthorityOrder.Imported order, Caller caller, Optional<IdempotencyKey> idempotencyKey) {
		KeystoreOpener.Opened opened = open(order);
		ForeignCa ca = ForeignCa.judge(order.field(), opened.chain(), order.trust(), this.clock.instant());
		X509CertificateHolder certificate = Der.certificate(ca.der());
		KeyAlgorithm algorithm = KeyAlgorithm.of(certificate.getSubjectPublicKeyInfo())
			.orElseThrow(() -> ForeignCa.refused(order.field(), Code.KEY_UNKNOWN,
					"The CA's key is of a kind that can't sign here; it has to be one of " + KeyAlgorithm.labels()
							+ "."));
		KeyPair pair = pair(order.field(), algorithm, certificate, opened.key());
		BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
		int pathLength = (constraints.getPathLenConstraint() != null)
				? constraints.getPathLenConstraint().intValueExact() : 0;
		CaTerms terms = new CaTerms(order.series(), DistinguishedName.parse(""), algorithm,
				this.properties.issuingLifetime(), pathLength, List.of());
		DistinguishedName subject = name(order.field(), certificate);
		CaKey key = this.maker.insert(Kind.ISSUING, terms, pair, (digits) -> subject, null, State.AWAITING, (made) -> {
			idempotencyKey.ifPresent((wish) -> this.idempotency.claim(wish, made.authority()));
			keep(made, ca, caller, "authority.import");
		});
		this.cas.readAnew();
		return key.authority();
	}

	private KeystoreOpener.Opened open(AuthorityOrder.Imported order) {
		try {
			return this.opener.getObject().open(order.file(), order.pem(), order.password());
		}
		catch (MalformedException ex) {
			throw ForeignCa.refused(order.field(), Code.of(ex.code()), String.valueOf(ex.getMessage()));
		}
	}

	// The key is the certificate's where it signs what that verifies.
	private KeyPair pair(String field, KeyAlgorithm algorithm, X509CertificateHolder certificate, PrivateKey key) {
		try {
			PublicKey publicKey = KeyFactory.getInstance(key.getAlgorithm(), this.providers.bouncyCastle())
				.generatePublic(new X509EncodedKeySpec(certificate.getSubjectPublicKeyInfo().getEncoded()));
			byte[] challenge = new byte[32];
			this.random.nextBytes(challenge);
			Signature signature = Signature.getInstance(SignatureAlgorithms.jcaName(algorithm),
					this.providers.bouncyCastle());
			signature.initSign(key);
			signature.update(challenge);
			byte[] signed = signature.sign();
			signature.initVerify(publicKey);
			signature.update(challenge);
			if (signature.verify(signed)) {
				return new KeyPair(publicKey, key);
			}
		}
		catch (GeneralSecurityException | IOException | RuntimeException ex) {
			// Told below; a message of a library could hold parts of the key.
		}
		throw ForeignCa.refused(field, Code.KEY_MISMATCH,
				"The private key is not that of the first certificate: send both of one CA.");
	}

	private static DistinguishedName name(String field, X509CertificateHolder certificate) {
		try {
			return DistinguishedName.from(certificate.getSubject());
		}
		catch (MalformedException ex) {
			throw ForeignCa.refused(field, Code.of(ex.code()), String.valueOf(ex.getMessage()));
		}
	}

	private static void requireKey(String field, X509CertificateHolder certificate, byte[] spki) {
		if (!Arrays.equals(Der.of(certificate.getSubjectPublicKeyInfo()), spki)) {
			throw ForeignCa.refused(field, Code.KEY_MISMATCH,
					"The first certificate is not for the key of this CA: send what was made of its CSR, its own first.");
		}
	}

	private CaTerms terms(AuthorityOrder.Made order) {
		return new CaTerms(order.series(), DistinguishedName.parse(""), order.algorithm(),
				order.lifetime().orElse(this.properties.issuingLifetime()), order.pathLength(), order.permitted());
	}

	// Without a subject it is named as ours are, for the organization above it.
	private static CaMaker.Subject subject(AuthorityOrder.Made order, X509CertificateHolder above) {
		if (order.subject().isPresent()) {
			return (digits) -> order.subject().get();
		}
		List<String> organizations = DistinguishedName.from(above.getSubject()).organizations();
		return Subjects.numbered("Handfast Issuing", organizations.isEmpty() ? "Handfast" : organizations.getFirst());
	}

	private void record(Caller caller, String action, UUID id, String detail) {
		this.audit.record(AuditLine.of(caller.actor(), action, id.toString(), "done")
			.withRequest(caller.requestId())
			.withDetail(detail));
	}

}
