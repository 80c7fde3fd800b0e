package handfast.access;

import java.io.IOException;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.problem.Problem;
import handfast.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/**
 * The one way out for every refusal: one audit line, then the problem.
 */
@Component
class Refusals {

	private static final int LONGEST_PATH = 400;

	private final AuditLog audit;

	Refusals(AuditLog audit) {
		this.audit = audit;
	}

	void answer(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
		ProblemWriter.write(recorded(problem, request), response);
	}

	// What cannot be audited is not even refused for its own reason (security §9).
	private Problem recorded(Problem problem, HttpServletRequest request) {
		try {
			this.audit.record(line(problem, request));
			return problem;
		}
		catch (Problem unavailable) {
			return unavailable;
		}
	}

	private static AuditLine line(Problem problem, HttpServletRequest request) {
		String actor = CurrentRequest.caller(request).map(Caller::actor).orElse("anonymous");
		String outcome = problem.type().status().is5xxServerError() ? "failed" : "refused";
		return AuditLine.of(actor, "request", object(request), outcome)
			.withDetail(problem.type().slug())
			.withRequest(CurrentRequest.id(request));
	}

	// Without the query, which may name what is not the auditor's business.
	private static String object(HttpServletRequest request) {
		String path = request.getRequestURI();
		return request.getMethod() + " "
				+ (path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path);
	}

}
