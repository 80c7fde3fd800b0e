package handfast.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A refusal on its way to the caller. Leaves as {@code application/problem+json}.
 */
public class Problem extends RuntimeException {

	private final ProblemType type;

	private final String detail;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final Map<String, String> headers = new LinkedHashMap<>();

	private @Nullable Duration retryAfter;

	Problem(ProblemType type, String detail) {
		// A refusal is ordinary: no stack trace to fill.
		super(detail, null, false, false);
		this.type = type;
		this.detail = detail;
	}

	/**
	 * Adds a member to the answer, such as {@code violations}.
	 */
	public Problem with(String member, Object value) {
		this.properties.put(member, value);
		return this;
	}

	/**
	 * Adds a header to the answer, such as {@code Allow}.
	 */
	public Problem withHeader(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	public Problem retryAfter(Duration duration) {
		this.retryAfter = duration;
		return this;
	}

	public ProblemType type() {
		return this.type;
	}

	public String detail() {
		return this.detail;
	}

	public Map<String, Object> properties() {
		return Collections.unmodifiableMap(this.properties);
	}

	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
