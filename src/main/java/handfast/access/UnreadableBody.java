package handfast.access;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/**
 * Says what is wrong with a JSON body. 400 where it is no JSON, has a field that is not
 * known or twice, or a value of the wrong JSON type; 422 where a text of the right type
 * says something that no rule allows.
 */
final class UnreadableBody {

	private static final int LONGEST_QUOTE = 60;

	private UnreadableBody() {
	}

	static Problem explain(HttpMessageNotReadableException ex) {
		for (Throwable at = ex; at != null; at = at.getCause()) {
			if (at instanceof Problem problem) {
				return problem;
			}
			if (at instanceof BodyCutOffException cutOff) {
				return cutOff.problem();
			}
		}
		return (ex.getCause() instanceof JacksonException json) ? explain(json)
				: ProblemType.UNREADABLE.because("Send a JSON object as the body");
	}

	private static Problem explain(JacksonException ex) {
		String field = JsonPointers.of(ex.getPath());
		MalformedException malformed = malformed(ex);
		if (malformed != null) {
			return refused(field, Code.find(malformed.code()).orElse(Code.MALFORMED_VALUE), message(malformed));
		}
		return switch (ex) {
			case PropertyBindingException unknown -> unreadable(field, Code.UNKNOWN_FIELD, unknownField(unknown));
			case InvalidFormatException wrong when isText(wrong) -> wrongText(field, wrong);
			case MismatchedInputException missing when isMissing(missing) ->
				refused(field, Code.REQUIRED, "The field is missing; add it");
			case MismatchedInputException wrong -> unreadable(field, Code.MALFORMED_VALUE, wrongType(wrong));
			case StreamConstraintsException beyond -> ProblemType.UNREADABLE
				.because("The body goes beyond a limit: at most 32 levels deep, numbers of at most 1,000 digits");
			case StreamReadException broken -> broken(broken);
			default -> ProblemType.UNREADABLE.because("The body can't be read; see /openapi.json for its form");
		};
	}

	private static Problem unreadable(String field, Code code, String message) {
		return ProblemType.UNREADABLE.because("Correct the body as the violations say, and send it again")
			.with("violations", List.of(new Violation(field, code, message)));
	}

	private static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because("Correct the fields that the violations name, and send it again")
			.with("violations", List.of(new Violation(field, code, message)));
	}

	private static String message(MalformedException ex) {
		String message = ex.getMessage();
		return (message != null) ? message : "The value is malformed";
	}

	private static @Nullable MalformedException malformed(Throwable ex) {
		for (Throwable at = ex; at != null; at = at.getCause()) {
			if (at instanceof MalformedException malformed) {
				return malformed;
			}
		}
		return null;
	}

	private static String unknownField(PropertyBindingException ex) {
		String known = (ex.getKnownPropertyIds() != null)
				? ex.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "))
				: "";
		return quote(ex.getPropertyName()) + " is not a field of this request"
				+ (known.isEmpty() ? "" : "; known are " + known);
	}

	private static boolean isText(InvalidFormatException ex) {
		Class<?> target = ex.getTargetType();
		return ex.getValue() instanceof String && !(target.isPrimitive() || Number.class.isAssignableFrom(target)
				|| target == Boolean.class || target == String.class);
	}

	private static Problem wrongText(String field, InvalidFormatException ex) {
		String value = quote(String.valueOf(ex.getValue()));
		Class<?> target = ex.getTargetType();
		if (target.isEnum()) {
			return refused(field, Code.UNKNOWN_VALUE,
					value + " is not known here; known are " + String.join(", ", known(target)));
		}
		return refused(field, Code.MALFORMED_VALUE,
				value + " does not have the form that is wanted; write " + form(target));
	}

	// As the constants are written in JSON, which is not always their Java name.
	static List<String> known(Class<?> target) {
		return Arrays.stream(target.getEnumConstants()).map(StrictJson::text).toList();
	}

	static String form(Class<?> target) {
		return switch (target.getSimpleName()) {
			case "Instant", "OffsetDateTime" -> "a time such as 2027-01-31T12:00:00Z";
			case "UUID" -> "an id such as 01990000-0000-7000-8000-000000000000";
			case "byte[]" -> "Base64";
			case "URI", "URL" -> "a URI";
			default -> "it as /openapi.json shows";
		};
	}

	private static boolean isMissing(MismatchedInputException ex) {
		Class<?> target = ex.getTargetType();
		return target != null && target.isPrimitive()
				&& (ex.getCurrentToken() == JsonToken.VALUE_NULL || ex.getCurrentToken() == JsonToken.END_OBJECT);
	}

	private static String wrongType(MismatchedInputException ex) {
		return "The value has the wrong type; " + wanted(ex.getTargetType()) + " is wanted";
	}

	private static String wanted(@Nullable Class<?> target) {
		if (target == null) {
			return "another one";
		}
		if (target == boolean.class || target == Boolean.class) {
			return "true or false";
		}
		if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
			return "a number";
		}
		if (Iterable.class.isAssignableFrom(target) || (target.isArray() && target != byte[].class)) {
			return "an array";
		}
		return (target.isRecord() || java.util.Map.class.isAssignableFrom(target)) ? "an object" : "a string";
	}

	// Jackson names a double field only in its message.
	private static Problem broken(StreamReadException ex) {
		String message = ex.getOriginalMessage();
		if (message != null && message.startsWith("Duplicate Object property \"")) {
			String name = message.substring(message.indexOf('"') + 1, message.lastIndexOf('"'));
			return unreadable(JsonPointers.of(ex.getPath()) + "/" + JsonPointers.escape(name), Code.UNKNOWN_FIELD,
					quote(name) + " stands twice; keep one");
		}
		return ProblemType.UNREADABLE.because("The body is not JSON%s; send one JSON object".formatted(place(ex)));
	}

	private static String place(StreamReadException ex) {
		return (ex.getLocation() != null)
				? " (line %d, column %d)".formatted(ex.getLocation().getLineNr(), ex.getLocation().getColumnNr()) : "";
	}

	private static String quote(String value) {
		String shown = (value.length() > LONGEST_QUOTE) ? value.substring(0, LONGEST_QUOTE) + "…" : value;
		return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
	}

}
