package handfast.x509;

import java.time.Duration;
import java.time.Instant;

/**
 * notBefore to notAfter, both inclusive, in whole seconds.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 RFC 5280 §4.1.2.5
 */
public record Validity(Instant notBefore, Instant notAfter) {

	public Validity {
		if (notBefore.getNano() != 0 || notAfter.getNano() != 0 || notAfter.isBefore(notBefore)) {
			throw new IllegalArgumentException("Not a validity: " + notBefore + " to " + notAfter);
		}
	}

	/**
	 * As long as {@code length}, both ends counted: the last second is length − 1 s
	 * later.
	 */
	public static Validity startingAt(Instant notBefore, Duration length) {
		return new Validity(notBefore, notBefore.plus(length).minusSeconds(1));
	}

	public Duration length() {
		return Duration.between(this.notBefore, this.notAfter).plusSeconds(1);
	}

	public boolean contains(Instant time) {
		return !time.isBefore(this.notBefore) && !time.isAfter(this.notAfter);
	}

}
