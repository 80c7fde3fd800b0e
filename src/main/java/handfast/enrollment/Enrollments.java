package handfast.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.authority.Authorities;
import handfast.authority.Order;
import handfast.authority.Succession;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.Contact;
import handfast.certificate.Upkeep;
import handfast.delivery.Deliveries;
import handfast.enrollment.EnrollmentOutcome.Issued;
import handfast.enrollment.EnrollmentOutcome.Refused;
import handfast.enrollment.Reading.Readable;
import handfast.enrollment.Reading.Unreadable;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.problem.ProblemType;
import handfast.profile.Profile;
import handfast.profile.Profiles;
import handfast.profile.Wanted;
import handfast.validation.Code;
import handfast.validation.Violation;

import org.springframework.stereotype.Service;

/**
 * The main job: from request to a certificate that has been proven.
 */
@Service
public class Enrollments {

	private static final Duration LONGEST_PROOF = Duration.ofMinutes(1);

	private final CsrReader csrs;

	private final Profiles profiles;

	private final SubjectKeys keys;

	private final Authorities authorities;

	private final Deliveries deliveries;

	private final Certificates certificates;

	private final Idempotency idempotency;

	private final ContactRules contacts;

	private final Clock clock;

	Enrollments(CsrReader csrs, Profiles profiles, SubjectKeys keys, Authorities authorities, Deliveries deliveries,
			Certificates certificates, Idempotency idempotency, ContactRules contacts, Clock clock) {
		this.csrs = csrs;
		this.profiles = profiles;
		this.keys = keys;
		this.authorities = authorities;
		this.deliveries = deliveries;
		this.certificates = certificates;
		this.idempotency = idempotency;
		this.contacts = contacts;
		this.clock = clock;
	}

	/**
	 * Issues what is asked for, or says why not.
	 * @throws handfast.problem.Problem where the service can't sign now, or the same
	 * request still runs
	 */
	// Not one transaction: the record must survive a failed signature.
	public EnrollmentOutcome enroll(EnrollmentRequest request, Caller caller) {
		Optional<Certificate> earlier = request.idempotencyKey().flatMap(this::madeEarlier);
		if (earlier.isPresent()) {
			return new Issued(earlier.get());
		}
		Optional<Profile> profile = this.profiles.find(request.profile());
		if (profile.isEmpty()) {
			return refused(List.of(unknownProfile(request.profile())));
		}
		return switch (this.csrs.read(request, profile.get())) {
			case Unreadable(Refused refused) -> refused;
			case Readable readable ->
				issue(request, profile.get(), readable, Optional.empty(), caller, Optional.empty());
		};
	}

	/**
	 * Issues what was read.
	 * @param renewed the key to certify again; empty for that of the CSR, or a new one
	 * @throws handfast.certificate.SuccessionTaken where another renewal was faster
	 */
	EnrollmentOutcome issue(EnrollmentRequest request, Profile profile, Readable readable, Optional<SubjectKey> renewed,
			Caller caller, Optional<Succession> succession) {
		Wanted wanted = readable.wanted();
		List<Violation> violations = this.profiles.violationsIn(profile, wanted, caller)
			.stream()
			.map((violation) -> atItsSource(violation, request))
			.collect(Collectors.toCollection(ArrayList::new));
		violations.addAll(violationsIn(request.contacts(), succession));
		if (!violations.isEmpty()) {
			return refused(violations);
		}
		SubjectKey key = renewed.or(() -> readable.csr().map((csr) -> this.keys.of(csr, caller)))
			.orElseGet(() -> this.keys.generate(wanted.keyAlgorithm()));
		Certificate certificate = this.authorities
			.issue(new Order(profile, wanted, key, caller, request.idempotencyKey(), succession,
					new Upkeep(request.contacts(), request.autoRenew().orElse(profile.autoRenew()))));
		return new Issued(this.deliveries.prove(certificate, key));
	}

	// A successor is not refused for a webhook that was taken away since.
	private List<Violation> violationsIn(List<Contact> contacts, Optional<Succession> succession) {
		return succession.isPresent() ? List.of() : this.contacts.violationsIn(contacts);
	}

	// Points at the CSR for what came in it.
	private static Violation atItsSource(Violation violation, EnrollmentRequest request) {
		String field = violation.field();
		boolean sent = (field.startsWith("/names") && !request.names().isEmpty())
				|| (field.equals("/subject") && request.subject().isPresent()) || field.equals("/validity");
		return (sent || request.csr().isEmpty()) ? violation
				: new Violation("/csr", violation.code(), violation.message());
	}

	Optional<Certificate> madeEarlier(IdempotencyKey key) {
		Optional<UUID> made = this.idempotency.find(key);
		Optional<Certificate> certificate = made.flatMap(this.certificates::find);
		if (made.isPresent() && certificate.isEmpty()) {
			throw inProgress();
		}
		return certificate.flatMap(this::answerable);
	}

	private Optional<Certificate> answerable(Certificate certificate) {
		return switch (certificate.state()) {
			case ISSUED -> Optional.of(proven(certificate));
			case RESERVED -> throw inProgress();
			case ORPHANED -> {
				// Nothing was answered for it: the key is free again (security §1.6).
				this.idempotency.release(certificate.id());
				yield Optional.empty();
			}
		};
	}

	// The first request signs before it proves: in between it still runs, and where it
	// was
	// cut off there the repeat proves in its place.
	private Certificate proven(Certificate certificate) {
		UUID key = certificate.subjectKey();
		if (certificate.proof() != null || !certificate.keyHeld() || key == null) {
			return certificate;
		}
		if (this.clock.instant().isBefore(certificate.createdAt().plus(LONGEST_PROOF))) {
			throw inProgress();
		}
		return this.deliveries.prove(certificate, this.keys.require(key));
	}

	static RuntimeException inProgress() {
		return ProblemType.REQUEST_IN_PROGRESS.because("The same request still runs: ask again in a second.")
			.retryAfter(Duration.ofSeconds(1));
	}

	private Violation unknownProfile(String name) {
		String known = String.join(", ", this.profiles.all().stream().map(Profile::name).toList());
		return new Violation("/profile", Code.PROFILE_UNKNOWN, "There is no such profile; write one of " + known + ".");
	}

	static Refused refused(List<Violation> violations) {
		boolean permitAlone = violations.stream().allMatch((violation) -> violation.code() == Code.NAME_NOT_PERMITTED);
		return new Refused(permitAlone ? ProblemType.NAME_NOT_PERMITTED : ProblemType.PROFILE_VIOLATION,
				violations.getFirst().message(), violations);
	}

}
