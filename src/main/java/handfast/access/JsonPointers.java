package handfast.access;

import java.util.List;

import tools.jackson.core.JacksonException;

/**
 * JSON Pointers of the places that other libraries name in their own ways.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6901#section-3 RFC 6901 §3
 */
final class JsonPointers {

	private JsonPointers() {
	}

	/**
	 * Of a place that Jackson tripped over.
	 */
	static String of(List<JacksonException.Reference> path) {
		StringBuilder pointer = new StringBuilder();
		for (JacksonException.Reference step : path) {
			String name = step.getPropertyName();
			pointer.append('/').append((name != null) ? escape(name) : Integer.toString(step.getIndex()));
		}
		return pointer.toString();
	}

	/**
	 * Of a property path of Bean Validation: {@code names[0].value} is
	 * {@code /names/0/value}.
	 */
	static String of(String propertyPath) {
		StringBuilder pointer = new StringBuilder();
		for (String step : propertyPath.replace("[", ".").replace("]", "").split("\\.")) {
			if (!step.isEmpty() && !step.startsWith("<")) {
				pointer.append('/').append(escape(step));
			}
		}
		return pointer.toString();
	}

	static String escape(String name) {
		return name.replace("~", "~0").replace("/", "~1");
	}

}
