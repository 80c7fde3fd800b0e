package handfast.key;

import java.util.ArrayList;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;

/**
 * What the gate has against one request, at most 20 of them. What came from the request
 * is cut and escaped, so that no message carries a control character.
 */
class Refusals {

	private static final int MOST = 20;

	private static final int LONGEST_MESSAGE = 300;

	private final String field;

	private final List<Violation> violations = new ArrayList<>();

	Refusals(String field) {
		this.field = field;
	}

	void add(Code code, String message) {
		Violation violation = new Violation(this.field, code, clean(message));
		if (this.violations.size() < MOST && !this.violations.contains(violation)) {
			this.violations.add(violation);
		}
	}

	/**
	 * What a value type says of its text.
	 */
	void add(MalformedException refused, Code otherwise, String what) {
		add(Code.find(refused.code()).orElse(otherwise), what + ": " + refused.getMessage());
	}

	boolean isEmpty() {
		return this.violations.isEmpty();
	}

	List<Violation> violations() {
		return List.copyOf(this.violations);
	}

	static String clean(String text) {
		StringBuilder clean = new StringBuilder();
		for (int i = 0; i < text.length() && clean.length() < LONGEST_MESSAGE; i++) {
			char character = text.charAt(i);
			if (character >= 0x20 && character <= 0x7e) {
				clean.append(character);
			}
			else {
				clean.append("\\u%04x".formatted((int) character));
			}
		}
		return (clean.length() < LONGEST_MESSAGE) ? clean.toString() : clean + "...";
	}

}
