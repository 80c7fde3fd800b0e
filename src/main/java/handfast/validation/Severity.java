package handfast.validation;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How much a finding weighs, the worst first.
 */
public enum Severity {

	ERROR, WARNING, INFO;

	@JsonValue
	public String label() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

}
