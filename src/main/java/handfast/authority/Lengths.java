package handfast.authority;

import java.time.Duration;

/**
 * Durations as the contract writes them: {@code P90D}, {@code PT36H}.
 */
final class Lengths {

	private Lengths() {
	}

	/**
	 * In whole days, or whole hours below two days; rounded down, so that it would do.
	 */
	static String text(Duration length) {
		if (length.isNegative()) {
			return "PT0H";
		}
		return (length.toDays() >= 2) ? "P" + length.toDays() + "D" : "PT" + length.toHours() + "H";
	}

}
