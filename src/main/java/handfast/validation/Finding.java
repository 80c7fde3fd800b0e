package handfast.validation;

import org.jspecify.annotations.Nullable;

/**
 * Something that a lint, the path checker or a handshake found wrong.
 *
 * @param code one of the closed list
 * @param severity how much it weighs here
 * @param cause what is wrong, with the values seen
 * @param fix what to change
 * @param step number of the handshake step where it showed, where there is one
 */
public record Finding(Code code, Severity severity, String cause, String fix, @Nullable Integer step) {

	public static Finding of(Code code, String cause) {
		return new Finding(code, code.severity(), cause, code.fix(), null);
	}

}
