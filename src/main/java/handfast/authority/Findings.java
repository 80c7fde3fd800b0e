package handfast.authority;

import java.util.List;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Violation;

/**
 * What a rehearsal found, in the words of the request.
 */
final class Findings {

	private Findings() {
	}

	static Violation violation(Finding finding) {
		return new Violation(field(finding.code()), finding.code(), finding.cause() + ". " + finding.fix() + ".");
	}

	static Problem refusal(List<Violation> violations) {
		return ProblemType.PROFILE_VIOLATION
			.because("The certificate would break a rule, so nothing was signed: see violations.")
			.with("violations", List.copyOf(violations));
	}

	/**
	 * The place of the request that a rule of certificates speaks of.
	 */
	private static String field(Code code) {
		String name = code.name();
		if (name.startsWith("NAME") || name.startsWith("ADDRESS") || name.startsWith("EMAIL") || name.startsWith("URI")
				|| name.startsWith("SAN") || code == Code.MISSING_SAN || code == Code.OUTSIDE_NAME_CONSTRAINTS) {
			return "/names";
		}
		if (name.startsWith("SUBJECT_") && code != Code.SUBJECT_KEY_ID) {
			return "/subject";
		}
		if (name.startsWith("VALIDITY") || code == Code.EXPIRED || code == Code.NOT_YET_VALID) {
			return "/validity";
		}
		if (name.startsWith("KEY_") || code == Code.WEAK_KEY) {
			return "/key";
		}
		return "";
	}

}
