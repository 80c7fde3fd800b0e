package handfast.access;

import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What a broken constraint of Bean Validation is called in the closed list. A message may
 * begin with a code of its own: {@code "password-too-short: Use at least 8"}.
 */
final class Constraints {

	private static final Set<String> MISSING = Set.of("NotNull", "NotEmpty", "NotBlank");

	private static final Set<String> RANGES = Set.of("Size", "Min", "Max", "DecimalMin", "DecimalMax", "Positive",
			"PositiveOrZero", "Negative", "NegativeOrZero", "Digits", "Past", "PastOrPresent", "Future",
			"FutureOrPresent", "Length", "Range");

	private Constraints() {
	}

	static Violation violation(String field, @Nullable String constraint, @Nullable String message) {
		String text = (message != null && !message.isBlank()) ? message : "is not allowed";
		int colon = text.indexOf(": ");
		if (colon > 0 && Code.find(text.substring(0, colon)).isPresent()) {
			return new Violation(field, Code.of(text.substring(0, colon)), text.substring(colon + 2));
		}
		return new Violation(field, code(constraint), subject(field) + text);
	}

	private static Code code(@Nullable String constraint) {
		if (constraint == null) {
			return Code.MALFORMED_VALUE;
		}
		if (MISSING.contains(constraint)) {
			return Code.REQUIRED;
		}
		return RANGES.contains(constraint) ? Code.OUT_OF_RANGE : Code.MALFORMED_VALUE;
	}

	// Constraints speak of their field without its name: "must not be null".
	private static String subject(String field) {
		return field.isEmpty() ? "" : field.substring(1).replace('/', '.') + " ";
	}

}
