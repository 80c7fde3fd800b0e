package handfast.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.certificate.Certificate;
import handfast.certificate.Reservation;
import handfast.profile.Profile;
import handfast.profile.Wanted;
import handfast.validation.Code;
import handfast.validation.LintSubject;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.DnsName;
import handfast.x509.Fingerprint;
import handfast.x509.Name;
import handfast.x509.ObservedName;
import handfast.x509.SerialNumber;
import handfast.x509.Validity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * An end-entity certificate.
 */
final class LeafDraft implements Draft {

	// RFC 5280 App. A: ub-common-name
	private static final int LONGEST_COMMON_NAME = 64;

	// RFC 5280 §5.3.1
	private static final String SUPERSEDED = "superseded";

	private final UUID id;

	private final Order order;

	private final SigningCa ca;

	private final Validity validity;

	private final X500Name subject;

	private final LeafSurroundings surroundings;

	/**
	 * Settles the validity.
	 * @throws handfast.problem.Problem {@code PROFILE_VIOLATION} where it is longer than
	 * profile or CA allow, with the longest that would do
	 */
	LeafDraft(UUID id, Order order, SigningCa ca, Instant notBefore, LeafSurroundings surroundings) {
		this.id = id;
		this.order = order;
		this.ca = ca;
		this.validity = validity(order, ca, notBefore);
		this.subject = subject(order.wanted());
		this.surroundings = surroundings;
	}

	@Override
	public UUID id() {
		return this.id;
	}

	@Override
	public TBSCertificate tbs(SerialNumber serial) {
		List<Extension> extensions = new ArrayList<>(
				List.of(Tbs.authorityKeyIdentifier(this.ca), Tbs.subjectKeyIdentifier(this.order.key().publicKey()),
						Tbs.extension(Extension.keyUsage, true, keyUsage()),
						Tbs.extension(Extension.extendedKeyUsage, false, purposes()), names()));
		extensions.addAll(revocation());
		return Tbs.of(serial, this.ca, this.validity, this.subject, this.order.key().publicKey(),
				extensions.toArray(Extension[]::new));
	}

	// RFC 9608 §2: who names no place to ask says so.
	private List<Extension> revocation() {
		return this.order.profile().noRevAvail()
				? List.of(Tbs.authorityInformationAccess(this.ca),
						Tbs.extension(Extension.noRevAvail, false, DERNull.INSTANCE))
				: List.of(Tbs.crlDistributionPoint(this.ca), Tbs.authorityInformationAccessWithOcsp(this.ca));
	}

	@Override
	public LintSubject.Role role() {
		return LintSubject.Role.END_ENTITY;
	}

	@Override
	public LintSubject.Rules rules() {
		Profile profile = this.order.profile();
		Set<String> purposes = profile.purposes().stream().map(Profile.Purpose::oid).collect(Collectors.toSet());
		return new LintSubject.Rules(profile.maximumValidity(), purposes, profile.nameTypes(), profile.freeSubject(),
				profile.keyEncipherment());
	}

	@Override
	public List<Violation> violationsIn(X509CertificateHolder certificate) {
		if (!certificate.getSubjectPublicKeyInfo().equals(this.order.key().publicKey())) {
			throw new IllegalStateException("The tbsCertificate holds another key than ordered");
		}
		FinalNames found = FinalNames.of(certificate);
		List<Violation> violations = new ArrayList<>(found.violations());
		Wanted wanted = this.order.wanted();
		DistinguishedName asked = wanted.subject();
		Duration length = Duration
			.between(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())
			.plusSeconds(1);
		Wanted said = new Wanted(wanted.profile(), found.names(),
				(asked != null) ? new DistinguishedName(asked.value(), certificate.getSubject()) : null,
				this.order.key().algorithm(), length);
		violations.addAll(this.surroundings.profiles().violationsIn(this.order.profile(), said, this.order.caller()));
		return violations;
	}

	@Override
	public Reservation reservation(SerialNumber serial, byte[] tbs, X509CertificateHolder certificate) {
		List<ObservedName> names = this.order.wanted().names().stream().map(ObservedName::of).toList();
		Optional<Certificate> predecessor = this.order.succession().map(Succession::predecessor);
		return new Reservation(this.id, Certificate.Kind.END_ENTITY, this.ca.key(), this.ca.authority(), serial,
				this.ca.requireShard().number(), tbs, owner(), this.order.profile().name(),
				this.order.profile().version(), names, Subjects.text(this.subject), Subjects.text(this.ca.name()),
				this.validity.notBefore(), this.validity.notAfter(), this.order.key().algorithm().label(),
				this.order.key().id(), Fingerprint.of(Der.of(this.order.key().publicKey())).bytes(),
				this.order.key().held(), predecessor.map(Certificate::lineage).orElse(this.id),
				predecessor.map(Certificate::id).orElse(null), this.order.upkeep(), this.surroundings.node(),
				this.order.caller().requestId());
	}

	@Override
	public String actor() {
		return this.order.caller().actor();
	}

	@Override
	public void record() {
		this.surroundings.subjectKeys().requireNotBlocked(this.order.key().publicKey());
		// Of a key that is not here the certificate's own row says all.
		if (this.order.key().held()) {
			this.surroundings.subjectKeys().store(this.order.key(), owner());
		}
		this.order.succession()
			.ifPresent((succession) -> this.surroundings.certificates()
				.claimSuccession(succession.predecessor().id(), this.id, succession.replaced()));
		this.order.idempotencyKey().ifPresent((key) -> this.surroundings.idempotency().claim(key, this.id));
	}

	@Override
	public void keep(byte[] der) {
		this.order.succession()
			.map(Succession::replaced)
			.ifPresent((replaced) -> this.surroundings.certificates()
				.revoke(replaced, this.surroundings.clock().instant(), SUPERSEDED, false));
	}

	@Override
	public @Nullable String detail() {
		return this.order.succession()
			.map((succession) -> "renews " + succession.predecessor().id()
					+ ((succession.replaced() != null) ? ", revokes " + succession.replaced() : ""))
			.orElse(null);
	}

	private UUID owner() {
		return this.order.succession()
			.map((succession) -> succession.predecessor().owner())
			.orElseGet(() -> this.order.caller().id());
	}

	private KeyUsage keyUsage() {
		boolean keyEncipherment = this.order.key().algorithm().isRsa() && this.order.profile().keyEncipherment();
		return new KeyUsage(KeyUsage.digitalSignature | (keyEncipherment ? KeyUsage.keyEncipherment : 0));
	}

	private ExtendedKeyUsage purposes() {
		// In the order of the enum, so that equal orders make equal bytes.
		return new ExtendedKeyUsage(this.order.profile()
			.purposes()
			.stream()
			.sorted()
			.map((purpose) -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose.oid())))
			.toArray(KeyPurposeId[]::new));
	}

	// RFC 5280 §4.2.1.6: critical exactly if the subject is empty
	private Extension names() {
		GeneralName[] names = this.order.wanted().names().stream().map(Name::toGeneralName).toArray(GeneralName[]::new);
		return Tbs.extension(Extension.subjectAlternativeName, this.subject.getRDNs().length == 0,
				new GeneralNames(names));
	}

	/**
	 * The subject as asked for, else the first DNS name that fits into a CN, else none.
	 */
	private static X500Name subject(Wanted wanted) {
		DistinguishedName asked = wanted.subject();
		if (asked != null) {
			return asked.name();
		}
		X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
		wanted.names()
			.stream()
			.filter((name) -> name instanceof DnsName && name.value().length() <= LONGEST_COMMON_NAME)
			.findFirst()
			.ifPresent((name) -> builder.addRDN(BCStyle.CN, name.value()));
		return builder.build();
	}

	private static Validity validity(Order order, SigningCa ca, Instant notBefore) {
		Instant begin = Subjects.later(notBefore, ca.certificate().getNotBefore().toInstant());
		Duration wanted = order.wanted().validity();
		Duration length = (wanted != null) ? wanted : order.profile().defaultValidity();
		Duration byIssuer = Duration.between(begin, ca.certificate().getNotAfter().toInstant()).plusSeconds(1);
		Duration longest = (byIssuer.compareTo(order.profile().maximumValidity()) < 0) ? byIssuer
				: order.profile().maximumValidity();
		if (length.compareTo(longest) > 0) {
			throw Findings.refusal(List.of(new Violation("/validity", Code.VALIDITY_TOO_LONG,
					Lengths.text(length) + " is longer than "
							+ ((longest == byIssuer) ? "the issuing CA lasts"
									: "profile " + order.profile().name() + " allows")
							+ ": ask for at most " + Lengths.text(longest))));
		}
		return Validity.startingAt(begin, length);
	}

}
