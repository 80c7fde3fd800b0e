package handfast.access;

import java.io.IOException;

import handfast.problem.Problem;
import handfast.problem.ProblemType;

/**
 * Ends the reading of a body beyond the limit, whoever reads.
 */
class BodyTooLargeException extends IOException {

	private final long limit;

	BodyTooLargeException(long limit) {
		super("Body over " + limit + " bytes");
		this.limit = limit;
	}

	Problem problem() {
		return ProblemType.CONTENT_TOO_LARGE.because("Send a body of at most %,d bytes".formatted(this.limit));
	}

}
