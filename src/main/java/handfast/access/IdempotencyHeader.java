package handfast.access;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

import handfast.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The header {@code Idempotency-Key}: 1 to 255 printable ASCII characters.
 */
final class IdempotencyHeader {

	private static final String NAME = "Idempotency-Key";

	private static final int LONGEST = 255;

	private IdempotencyHeader() {
	}

	static Optional<String> read(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(NAME));
		if (values.isEmpty()) {
			return Optional.empty();
		}
		String value = values.getFirst();
		if (values.size() > 1 || value.isEmpty() || value.length() > LONGEST
				|| !value.chars().allMatch((character) -> character >= ' ' && character <= '~')) {
			throw ProblemType.IDEMPOTENCY_KEY_MALFORMED
				.because("Send one Idempotency-Key of 1 to 255 printable ASCII characters");
		}
		return Optional.of(value);
	}

}
