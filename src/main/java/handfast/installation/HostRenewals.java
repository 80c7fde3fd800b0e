package handfast.installation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Role;
import handfast.audit.AuditLine;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.enrollment.RenewalOutcome;
import handfast.enrollment.RenewalOutcome.Made;
import handfast.enrollment.RenewalOutcome.Refused;
import handfast.enrollment.RenewalOutcome.Standing;
import handfast.enrollment.RenewalRequest;
import handfast.enrollment.Renewals;
import handfast.problem.ProblemType;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * What a host asks for its one installation: whether renewal is due, and the certificate
 * for the key that it has made. Each answer brings its next credential.
 */
@Service
class HostRenewals {

	// Other hosts of the same line may have been proven meanwhile; each is renewed in
	// turn.
	private static final int MOST_STEPS = 20;

	private final Places places;

	private final PlaceRows rows;

	private final PlaceCredentials credentials;

	private final Renewals renewals;

	private final Certificates certificates;

	private final Clock clock;

	HostRenewals(Places places, PlaceRows rows, PlaceCredentials credentials, Renewals renewals,
			Certificates certificates, Clock clock) {
		this.places = places;
		this.rows = rows;
		this.credentials = credentials;
		this.renewals = renewals;
		this.certificates = certificates;
		this.clock = clock;
	}

	/**
	 * @param installed serial number of what the host has; null where it does not say
	 * @param csr request for the key that the host has made; null to ask whether it is
	 * time
	 * @throws handfast.problem.Problem {@code NOT_FOUND} for another host's place, and
	 * what a renewal throws
	 */
	Answer renew(UUID id, @Nullable String installed, @Nullable String csr, Caller host) {
		Place place = this.places.requireOwn(id, this.credentials.placeOf(host.id()));
		Certificate certificate = this.certificates.find(place.certificate()).orElseThrow();
		boolean due = isDue(certificate, installed);
		if (csr != null) {
			certificate = renewed(base(certificate, installed), csr, host);
		}
		Certificate answered = certificate;
		Secret[] next = new Secret[1];
		this.places.record(AuditLine.of(host.actor(), "installation.renewal", id.toString(), "done")
			.withDetail((csr != null) ? "certificate " + answered.id() : due ? "due" : "not due")
			.withRequest(host.requestId()), () -> {
				if (!answered.id().equals(place.certificate())) {
					this.rows.certify(id, answered.id());
				}
				next[0] = this.credentials.create(id, host.id());
			});
		return new Answer(answered, due, answered.renewalFrom(), next[0]);
	}

	private boolean isDue(Certificate certificate, @Nullable String installed) {
		return !this.clock.instant().isBefore(certificate.renewalFrom())
				|| (installed != null && !installed.equals(certificate.serial()));
	}

	// An answer that never arrived was never served: its request is made again for what
	// the host still has, in its place.
	private Certificate base(Certificate certificate, @Nullable String installed) {
		return Optional.ofNullable(certificate.predecessor())
			.filter((predecessor) -> !this.certificates.wasServed(certificate.id()))
			.flatMap(this.certificates::find)
			.filter((predecessor) -> predecessor.serial().equals(installed))
			.orElse(certificate);
	}

	private Certificate renewed(Certificate base, String csr, Caller host) {
		Certificate certificate = base;
		@Nullable SubjectPublicKeyInfo key = publicKey(csr);
		for (int i = 0; i < MOST_STEPS; i++) {
			Caller owner = new Caller(certificate.owner(), "host", Role.REQUESTER, List.of(), List.of(),
					host.requestId());
			RenewalOutcome outcome = this.renewals.renew(certificate.id(),
					new RenewalRequest(false, Optional.of(csr), Optional.empty()), owner);
			switch (outcome) {
				case Made(Certificate made) -> {
					return made;
				}
				case Standing(Certificate standing) -> {
					if (publicKey(standing).equals(key)) {
						return standing;
					}
					certificate = standing;
				}
				case Refused(var refused) ->
					throw refused.type().because(refused.detail()).with("violations", refused.violations());
			}
		}
		throw ProblemType.CONFLICT.because(
				"This certificate has been renewed too often by others: make an installation" + " for the newest one.");
	}

	/**
	 * The key of a request that a renewal has accepted.
	 */
	private static @Nullable SubjectPublicKeyInfo publicKey(String csr) {
		try {
			return CertificationRequest.getInstance(Pem.read(csr).getFirst().der())
				.getCertificationRequestInfo()
				.getSubjectPublicKeyInfo();
		}
		catch (IllegalArgumentException | NoSuchElementException ex) {
			// The gate says what is wrong with it.
			return null;
		}
	}

	private static SubjectPublicKeyInfo publicKey(Certificate certificate) {
		return org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.requireDer()).getSubjectPublicKeyInfo();
	}

	/**
	 * What the host is told.
	 *
	 * @param certificate what it should serve
	 * @param from when that is to be renewed
	 * @param credential its next one
	 */
	record Answer(Certificate certificate, boolean due, Instant from, Secret credential) {
	}

}
