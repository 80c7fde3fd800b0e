package handfast.enrollment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import handfast.enrollment.EnrollmentOutcome.Refused;
import handfast.enrollment.Reading.Readable;
import handfast.enrollment.Reading.Unreadable;
import handfast.key.CheckedCsr;
import handfast.key.CsrGate;
import handfast.key.CsrOutcome.Accepted;
import handfast.problem.ProblemType;
import handfast.profile.Profile;
import handfast.profile.Wanted;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.Name;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Works out what is wanted from a request and its CSR together.
 */
@Component
class CsrReader {

	private final CsrGate gate;

	CsrReader(CsrGate gate) {
		this.gate = gate;
	}

	Reading read(EnrollmentRequest request, Profile profile) {
		if (request.csr().isEmpty()) {
			if (profile.keyRetention() == Profile.KeyRetention.NEVER) {
				return new Unreadable(refused(ProblemType.PROFILE_VIOLATION, "/csr", Code.REQUIRED,
						"No key is made here for the profile " + profile.name()
								+ ": make one where it is used, and send its csr."));
			}
			return new Readable(
					new Wanted(profile.name(), request.names(), subject(request.subject(), request.names(), profile),
							request.key().orElse(profile.defaultKeyAlgorithm()), request.validity().orElse(null)),
					Optional.empty());
		}
		return switch (this.gate.check(request.csr().get(), "/csr")) {
			case handfast.key.CsrOutcome.Refused(List<Violation> violations) ->
				new Unreadable(new Refused(ProblemType.CSR_REFUSED, violations.getFirst().message(), violations));
			case Accepted(CheckedCsr csr) ->
				purposesBeyond(profile, csr).map(Reading.class::cast).orElseGet(() -> together(request, profile, csr));
		};
	}

	// Security §3.4: asked for and not given by the profile is refused.
	private static Optional<Unreadable> purposesBeyond(Profile profile, CheckedCsr csr) {
		Set<String> beyond = new LinkedHashSet<>(csr.requestedPurposes());
		profile.purposes().forEach((purpose) -> beyond.remove(purpose.oid()));
		if (beyond.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(new Unreadable(refused(ProblemType.CSR_REFUSED, "/csr", Code.CSR_EXTENSION_REFUSED,
				"The CSR asks for an extended key usage (" + String.join(", ", beyond) + ") that the profile "
						+ profile.name() + " does not give: leave it out of the CSR, or name another profile.")));
	}

	private static Reading together(EnrollmentRequest request, Profile profile, CheckedCsr csr) {
		// Where both have them, in the order of the request, whose fields are pointed at.
		List<Name> names = request.names().isEmpty() ? csr.names() : request.names();
		if (names.isEmpty()) {
			return new Unreadable(refused(ProblemType.INVALID_REQUEST, "/names", Code.NAMES_MISSING,
					"The CSR has no subjectAltName, and its CN alone never becomes a name: send names beside it."));
		}
		if (!request.names().isEmpty() && !csr.names().isEmpty()) {
			List<String> differences = differences(request.names(), csr.names());
			if (!differences.isEmpty()) {
				return new Unreadable(refused(ProblemType.CSR_NAMES_DIFFER, "/names", Code.CSR_NAMES_DIFFER,
						"names and the CSR's SAN differ: " + String.join("; ", differences)
								+ ". Send the same names, or leave names out."));
			}
		}
		Optional<DistinguishedName> subject = request.subject()
			.or(() -> Optional.of(csr.subject()).filter((name) -> name.name().size() > 0));
		return new Readable(new Wanted(profile.name(), names, subject(subject, names, profile), csr.algorithm(),
				request.validity().orElse(null)), Optional.of(csr));
	}

	private static @Nullable DistinguishedName subject(Optional<DistinguishedName> asked, List<Name> names,
			Profile profile) {
		// Where the CN need not be a name, it is kept as written.
		return asked.map((subject) -> profile.freeSubject() ? subject : CommonNames.spelledAs(names, subject))
			.orElse(null);
	}

	private static List<String> differences(List<Name> asked, List<Name> held) {
		Set<Name> onlyAsked = new LinkedHashSet<>(asked);
		held.forEach(onlyAsked::remove);
		Set<Name> onlyHeld = new LinkedHashSet<>(held);
		asked.forEach(onlyHeld::remove);
		List<String> differences = new ArrayList<>();
		onlyAsked.forEach((name) -> differences.add(name.value() + " stands in names alone"));
		onlyHeld.forEach((name) -> differences.add(name.value() + " stands in the CSR alone"));
		return differences;
	}

	private static Refused refused(ProblemType type, String field, Code code, String message) {
		return new Refused(type, message, List.of(new Violation(field, code, message)));
	}

}
