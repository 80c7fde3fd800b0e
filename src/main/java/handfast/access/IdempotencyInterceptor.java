package handfast.access;

import java.io.IOException;

import handfast.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;

/**
 * Refuses an {@code Idempotency-Key} that is malformed, or that the call does not take,
 * and keeps the body of a request that has one.
 */
class IdempotencyInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		boolean given = IdempotencyHeader.read(request).isPresent();
		if (given && handler instanceof HandlerMethod method && method.hasMethodAnnotation(NoIdempotencyKey.class)) {
			throw ProblemType.IDEMPOTENCY_KEY_NOT_ALLOWED
				.because("The answer holds a secret, which is not kept; send the request without the header");
		}
		LimitedRequest body = WebUtils.getNativeRequest(request, LimitedRequest.class);
		if (given && body != null) {
			// Before the controller's arguments are read, in whatever order they stand.
			body.keepBody();
		}
		return true;
	}

}
