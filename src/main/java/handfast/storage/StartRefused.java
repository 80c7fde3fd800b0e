package handfast.storage;

/**
 * The service can't start. The message is the one sentence that the operator reads: what
 * is wrong, and what to do.
 */
public class StartRefused extends RuntimeException {

	public StartRefused(String message) {
		super(message, null, false, false);
	}

}
