package handfast.access;

import handfast.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses an {@code Idempotency-Key} that is malformed, or that the call does not take.
 */
class IdempotencyInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		boolean given = IdempotencyHeader.read(request).isPresent();
		if (given && handler instanceof HandlerMethod method && method.hasMethodAnnotation(NoIdempotencyKey.class)) {
			throw ProblemType.IDEMPOTENCY_KEY_NOT_ALLOWED
				.because("The answer holds a secret, which is not kept; send the request without the header");
		}
		return true;
	}

}
