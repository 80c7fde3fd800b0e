package handfast.egress;

/**
 * A connection that was not made.
 */
public class EgressRefused extends RuntimeException {

	private final Reason reason;

	public EgressRefused(Reason reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why.
	 */
	public enum Reason {

		NOT_RESOLVED, DENIED, REFUSED, TIMED_OUT, UNREACHABLE, TOO_MANY

	}

}
