package handfast.access;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.problem.Problem;
import handfast.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/**
 * The one way out for every refusal: one audit line, then the problem. An address without
 * a token that is refused without end gets no endless audit: beyond a limit its refusals
 * are counted, and the next line that is written tells how many there were.
 */
@Component
class Refusals {

	private static final int LONGEST_PATH = 400;

	private final AuditLog audit;

	private final AddressLimit written;

	private final AtomicLong unwritten = new AtomicLong();

	Refusals(AuditLog audit, LimitProperties limits) {
		this.audit = audit;
		this.written = new AddressLimit(limits.refusalsPerMinute());
	}

	void answer(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
		ProblemWriter.write(recorded(problem, request), response);
	}

	/**
	 * Records it, and says what to answer: what cannot be audited is not even refused for
	 * its own reason (security §9).
	 */
	Problem recorded(Problem problem, HttpServletRequest request) {
		boolean anonymous = CurrentRequest.caller(request).isEmpty();
		if (anonymous && !this.written.allows(request.getRemoteAddr())) {
			this.unwritten.incrementAndGet();
			return problem;
		}
		try {
			this.audit.record(line(problem, request));
			return problem;
		}
		catch (Problem unavailable) {
			return unavailable;
		}
	}

	private AuditLine line(Problem problem, HttpServletRequest request) {
		String outcome = problem.type().status().is5xxServerError() ? "failed" : "refused";
		return AuditLine.of(actor(request), "request", object(request), outcome)
			.withDetail(detail(problem, request))
			.withRequest(CurrentRequest.id(request));
	}

	private static String actor(HttpServletRequest request) {
		return CurrentRequest.caller(request).map(Caller::actor).orElse("anonymous");
	}

	// Without the query, which may name what is not the auditor's business.
	private static String object(HttpServletRequest request) {
		String path = Objects.requireNonNullElse(request.getRequestURI(), "");
		return request.getMethod() + " "
				+ (path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path);
	}

	private String detail(Problem problem, HttpServletRequest request) {
		if (CurrentRequest.caller(request).isPresent()) {
			return problem.type().slug();
		}
		long more = this.unwritten.getAndSet(0);
		return problem.type().slug() + " from " + request.getRemoteAddr()
				+ ((more > 0) ? "; %d earlier refusals without a token were not written".formatted(more) : "");
	}

}
