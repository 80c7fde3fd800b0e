package handfast.access;

import java.io.IOException;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.x509.TimeOrderedIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first to see a request and the last to see its answer: gives it an id, the headers
 * that every answer carries (security §6.6) and a body of limited size, holds back an
 * answer until what it tells is durable, and catches what no one else did.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ArrivalFilter extends OncePerRequestFilter {

	private final TimeOrderedIds ids;

	private final Durability durability;

	private final Refusals refusals;

	private final long limit;

	ArrivalFilter(TimeOrderedIds ids, Durability durability, Refusals refusals, LimitProperties limits) {
		this.ids = ids;
		this.durability = durability;
		this.refusals = refusals;
		this.limit = limits.body().toBytes();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest arrived, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpServletRequest request = OcspGet.unfold(arrived);
		String id = this.ids.next().toString();
		CurrentRequest.setId(request, id);
		response.setHeader("Request-Id", id);
		addHeaders(request, response);
		if (request.getRequestURI().startsWith("/api/v1")) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		}
		try {
			if (request.getContentLengthLong() > this.limit) {
				throw BodyCutOffException.tooLarge(this.limit).problem();
			}
			requirePlainPath(request);
			requireOneType(request);
			serve(new LimitedRequest(request, this.limit, BodyDeadline.LONGEST), response, chain);
		}
		catch (Exception | StackOverflowError ex) {
			this.refusals.answer(problem(ex, request), request, response);
		}
	}

	// MVC matches the decoded path, and doors, rules, durability and idempotency the one
	// that was sent: where nothing is encoded, the two are one. No path of ours needs it.
	private static void requirePlainPath(HttpServletRequest request) {
		if (request.getRequestURI().indexOf('%') >= 0) {
			throw ProblemType.UNREADABLE
				.because("Write the path as /openapi.json does, without encoded characters; every path is plain ASCII");
		}
	}

	// A range says what is accepted, never what is sent; MVC fails over one.
	private static void requireOneType(HttpServletRequest request) {
		String type = request.getContentType();
		if (type != null && type.contains("*")) {
			throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Send the body as application/json");
		}
	}

	private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!DurableResponse.isFor(request)) {
			chain.doFilter(request, response);
			return;
		}
		DurableResponse durable = new DurableResponse(response, this.durability);
		chain.doFilter(request, durable);
		durable.await();
	}

	private static Problem problem(Throwable ex, HttpServletRequest request) {
		Throwable cause = (ex instanceof ServletException wrapped && wrapped.getRootCause() != null)
				? wrapped.getRootCause() : ex;
		if (cause instanceof Problem problem) {
			return problem;
		}
		if (cause instanceof BodyCutOffException cutOff) {
			return cutOff.problem();
		}
		if (cause instanceof InvalidParameterException) {
			return ProblemAdvice.unreadableParameter();
		}
		return ProblemAdvice.isDatabaseDown(cause) ? ProblemAdvice.databaseUnavailable(cause)
				: ProblemAdvice.unexpected(cause, request);
	}

	/**
	 * What every answer carries, the web server's own too.
	 */
	static void addHeaders(HttpServletRequest request, HttpServletResponse response) {
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
		if (request.isSecure()) {
			response.setHeader("Strict-Transport-Security", "max-age=31536000");
		}
	}

}
