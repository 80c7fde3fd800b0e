package handfast.access;

import java.io.IOException;

import handfast.problem.Problem;
import handfast.problem.ProblemType;

/**
 * Ends the reading of a body that is too long or too slow, whoever reads.
 */
class BodyCutOffException extends IOException {

	private final transient Problem problem;

	private BodyCutOffException(Problem problem) {
		super(problem.detail());
		this.problem = problem;
	}

	static BodyCutOffException tooLarge(long limit) {
		return new BodyCutOffException(
				ProblemType.CONTENT_TOO_LARGE.because("Send a body of at most %,d bytes".formatted(limit)));
	}

	static BodyCutOffException tooSlow() {
		return new BodyCutOffException(ProblemType.REQUEST_TIMEOUT
			.because("Send the whole body within " + BodyDeadline.LONGEST.toSeconds() + " seconds"));
	}

	Problem problem() {
		return this.problem;
	}

}
