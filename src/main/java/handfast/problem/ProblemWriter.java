package handfast.problem;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a problem as the whole answer, the same from a controller, a filter and the web
 * server itself. Does not ask what the caller accepts: a refusal must not be refused.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9457#section-3 RFC 9457 §3
 */
public final class ProblemWriter {

	private static final JsonMapper JSON = JsonMapper.shared();

	private ProblemWriter() {
	}

	/**
	 * Replaces what the response held so far. Does nothing where the answer is on its way
	 * already.
	 */
	public static void write(Problem problem, HttpServletResponse response) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		response.resetBuffer();
		response.setStatus(problem.type().status().value());
		// A refusal is for this moment.
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		headers(problem).forEach(response::setHeader);
		byte[] body = body(problem);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/**
	 * The JSON of the problem, UTF-8.
	 */
	public static byte[] body(Problem problem) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("type", problem.type().uri().toString());
		members.put("title", problem.type().title());
		members.put("status", problem.type().status().value());
		members.put("detail", problem.detail());
		problem.properties().forEach(members::putIfAbsent);
		return JSON.writeValueAsBytes(members);
	}

	private static Map<String, String> headers(Problem problem) {
		Map<String, String> headers = new LinkedHashMap<>(problem.headers());
		if (problem.type() == ProblemType.UNAUTHORIZED) {
			headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		}
		Duration wait = (problem.retryAfter() != null) ? problem.retryAfter() : usual(problem.type().status());
		if (wait != null) {
			// RFC 9110 §10.2.3: whole seconds; rounded up, so that who waits has waited
			// enough.
			headers.put(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
		}
		return headers;
	}

	// Where nobody knows better: a service mends slower than a queue moves on.
	private static @Nullable Duration usual(HttpStatus status) {
		return switch (status) {
			case SERVICE_UNAVAILABLE -> Duration.ofSeconds(30);
			case TOO_MANY_REQUESTS -> Duration.ofSeconds(5);
			default -> null;
		};
	}

}
