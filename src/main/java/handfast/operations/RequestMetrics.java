package handfast.operations;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Counts and times each request by its mapping, never by its path: whoever asks for paths
 * that are none adds nothing to what is kept.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestMetrics extends OncePerRequestFilter {

	private final PrometheusMeterRegistry registry;

	RequestMetrics(PrometheusMeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long begun = System.nanoTime();
		boolean ended = false;
		try {
			chain.doFilter(request, response);
			ended = true;
		}
		finally {
			Object mapping = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
			this.registry
				.timer("handfast.http.requests", "method", method(request), "path",
						(mapping != null) ? mapping.toString() : "other", "status",
						ended ? String.valueOf(response.getStatus()) : "cut off")
				.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
		}
	}

	private static String method(HttpServletRequest request) {
		return switch (request.getMethod()) {
			case "GET", "HEAD", "POST", "PUT", "DELETE" -> request.getMethod();
			default -> "other";
		};
	}

}
