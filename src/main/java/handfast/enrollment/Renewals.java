package handfast.enrollment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import handfast.access.Caller;
import handfast.authority.Succession;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.SuccessionTaken;
import handfast.enrollment.EnrollmentOutcome.Issued;
import handfast.enrollment.EnrollmentOutcome.Refused;
import handfast.enrollment.Reading.Readable;
import handfast.enrollment.Reading.Unreadable;
import handfast.enrollment.RenewalOutcome.Made;
import handfast.enrollment.RenewalOutcome.Standing;
import handfast.key.CheckedCsr;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.problem.ProblemType;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.profile.Wanted;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Successors: the same names and purpose under today's profile. Of several renewals at
 * once one makes it, and all are answered with it. A CSR for another key takes the place
 * of a successor that no site has been seen to serve: its answer may have been lost.
 */
@Service
public class Renewals {

	private static final int MOST_ATTEMPTS = 10;

	private static final Duration PAUSE = Duration.ofMillis(50);

	// A signature takes milliseconds; who waits longer is told to ask again.
	private static final int MOST_PAUSES = 200;

	private final Enrollments enrollments;

	private final CsrReader csrs;

	private final Profiles profiles;

	private final SubjectKeys keys;

	private final Certificates certificates;

	Renewals(Enrollments enrollments, CsrReader csrs, Profiles profiles, SubjectKeys keys, Certificates certificates) {
		this.enrollments = enrollments;
		this.csrs = csrs;
		this.profiles = profiles;
		this.keys = keys;
		this.certificates = certificates;
	}

	/**
	 * Makes the successor, or answers with the one that stands.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where the caller has no such
	 * certificate, {@code CONFLICT} where it can't be renewed, {@code KEY_NOT_HELD} for a
	 * new key in place of one that was never here
	 */
	public RenewalOutcome renew(UUID id, RenewalRequest request, Caller caller) {
		Optional<Certificate> earlier = request.idempotencyKey().flatMap(this.enrollments::madeEarlier);
		if (earlier.isPresent()) {
			return new Standing(earlier.get());
		}
		Certificate old = requireRenewable(this.certificates.require(id, caller), request);
		Profile profile = requireProfile(old);
		EnrollmentRequest asked = asked(old, profile, request);
		Reading reading = read(asked, old, profile, request);
		return switch (reading) {
			case Unreadable(Refused refused) -> new RenewalOutcome.Refused(atTheCsr(refused));
			case Readable readable -> renew(old, profile, asked, readable, request, caller);
		};
	}

	private RenewalOutcome renew(Certificate old, Profile profile, EnrollmentRequest asked, Readable readable,
			RenewalRequest request, Caller caller) {
		Optional<SubjectKey> same = isForSameKey(request) ? Optional.of(keyOf(old)) : Optional.empty();
		for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
			Certificate successor = successorOf(old);
			if (successor != null && stands(successor, readable.csr())) {
				return new Standing(successor);
			}
			Succession succession = new Succession(old, (successor != null) ? successor.id() : null);
			try {
				return switch (this.enrollments.issue(asked, profile, readable, same, caller,
						Optional.of(succession))) {
					case Issued(Certificate made) -> new Made(made);
					case Refused refused -> new RenewalOutcome.Refused(refused);
				};
			}
			catch (SuccessionTaken ex) {
				// Another was faster: what it made is looked at.
			}
		}
		throw Enrollments.inProgress();
	}

	/**
	 * What was made to renew it, once its outcome is known; null for nothing yet.
	 */
	private @Nullable Certificate successorOf(Certificate old) {
		for (int i = 0; i < MOST_PAUSES; i++) {
			Certificate found = this.certificates.successorOf(old.id()).flatMap(this.certificates::find).orElse(null);
			if (found == null || found.state() != Certificate.State.RESERVED) {
				return found;
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		throw Enrollments.inProgress();
	}

	private boolean stands(Certificate successor, Optional<CheckedCsr> csr) {
		if (successor.state() != Certificate.State.ISSUED || (successor.revocation() != null && !successor.onHold())) {
			return false;
		}
		return csr.map(CheckedCsr::publicKey).map((key) -> key.equals(publicKey(successor))).orElse(true)
				|| successor.successor() != null || this.certificates.wasServed(successor.id());
	}

	private Reading read(EnrollmentRequest asked, Certificate old, Profile profile, RenewalRequest request) {
		if (!isForSameKey(request)) {
			return this.csrs.read(asked, profile);
		}
		return new Readable(new Wanted(profile.name(), asked.names(), asked.subject().orElse(null), algorithmOf(old),
				asked.validity().orElse(null)), Optional.empty());
	}

	private static boolean isForSameKey(RenewalRequest request) {
		return !request.rekey() && request.csr().isEmpty();
	}

	// All but the key stays as it is, as far as today's profile allows it.
	private static EnrollmentRequest asked(Certificate old, Profile profile, RenewalRequest request) {
		KeyAlgorithm algorithm = algorithmOf(old);
		Duration life = Duration.between(old.notBefore(), old.notAfter()).plusSeconds(1);
		Duration longest = profile.maximumValidity();
		Optional<KeyAlgorithm> key = request.csr().isPresent() ? Optional.empty()
				: Optional.of(profile.keyAlgorithms().contains(algorithm) ? algorithm : profile.defaultKeyAlgorithm());
		return new EnrollmentRequest(profile.name(), namesOf(old), subjectOf(old), key,
				Optional.of((life.compareTo(longest) < 0) ? life : longest), request.csr(), request.idempotencyKey(),
				old.upkeep().contacts(), Optional.of(old.upkeep().autoRenew()));
	}

	private static Certificate requireRenewable(Certificate old, RenewalRequest request) {
		if (old.kind() != Certificate.Kind.END_ENTITY) {
			throw ProblemType.CONFLICT.because("This is the certificate of a CA, which is not renewed by this call.");
		}
		if (old.issuerKey() == null) {
			throw ProblemType.NOT_OUR_AUTHORITY.because(
					"Another CA signed this certificate: make a new request for it with POST /api/v1/signing-requests.");
		}
		if (old.revocation() != null) {
			throw ProblemType.CONFLICT.because(old.onHold()
					? "The certificate is on hold: end the hold first, with DELETE /api/v1/certificates/" + old.id()
							+ "/revocation."
					: "The certificate is revoked and has no successors: ask for a new one with POST"
							+ " /api/v1/certificates.");
		}
		if (request.rekey() && old.subjectKey() != null && !old.keyHeld()) {
			throw ProblemType.KEY_NOT_HELD.because("The private key of this certificate is not here, so a new one would"
					+ " be of no use there: make it where it is used, and send its csr.");
		}
		return old;
	}

	private Profile requireProfile(Certificate old) {
		return this.profiles.find(String.valueOf(old.profile()))
			.orElseThrow(() -> ProblemType.CONFLICT.because("The profile " + old.profile()
					+ " is no longer there: bring its file back, or ask for a new certificate by another profile."));
	}

	private SubjectKey keyOf(Certificate old) {
		UUID id = old.subjectKey();
		if (id != null && old.keyHeld()) {
			return this.keys.require(id);
		}
		// Who has the private key had it when the first certificate was asked for.
		return new SubjectKey((id != null) ? id : old.id(), algorithmOf(old), publicKey(old), null);
	}

	private static SubjectPublicKeyInfo publicKey(Certificate certificate) {
		return org.bouncycastle.asn1.x509.Certificate.getInstance(certificate.requireDer()).getSubjectPublicKeyInfo();
	}

	private static KeyAlgorithm algorithmOf(Certificate old) {
		return KeyAlgorithm.find(old.keyAlgorithm())
			.orElseThrow(() -> new IllegalStateException("Certificate " + old.id() + " has an unknown key"));
	}

	private static List<Name> namesOf(Certificate old) {
		try {
			return old.names().stream().map((name) -> Name.parse(name.value())).toList();
		}
		catch (MalformedException ex) {
			throw ProblemType.CONFLICT
				.because("A name of this certificate is no longer issued: ask for a new certificate without it. "
						+ ex.getMessage());
		}
	}

	private static Optional<DistinguishedName> subjectOf(Certificate old) {
		return Optional.of(old.subject()).filter((text) -> !text.isEmpty()).map(DistinguishedName::parse);
	}

	// The names are those of the certificate, so what differs is the CSR.
	private static Refused atTheCsr(Refused refused) {
		List<Violation> violations = refused.violations()
			.stream()
			.map((violation) -> violation.field().startsWith("/names")
					? new Violation("/csr", violation.code(), violation.message()) : violation)
			.toList();
		return new Refused(refused.type(), refused.detail(), violations);
	}

}
