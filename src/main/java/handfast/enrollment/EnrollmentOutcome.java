package handfast.enrollment;

import java.util.List;

import handfast.certificate.Certificate;
import handfast.problem.ProblemType;
import handfast.validation.Violation;

/**
 * What becomes of a request.
 */
public sealed interface EnrollmentOutcome {

	/**
	 * Signed, kept and proven, or answered again from what an earlier request made.
	 */
	record Issued(Certificate certificate) implements EnrollmentOutcome {
	}

	/**
	 * Refused by a rule; nothing was made.
	 */
	record Refused(ProblemType type, String detail, List<Violation> violations) implements EnrollmentOutcome {
	}

}
