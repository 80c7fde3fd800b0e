package handfast.storage;

/**
 * What this service can do right now, asked before each signature and by the health page.
 */
public interface ServiceState {

	/**
	 * Throws {@code STORAGE_FULL} or {@code CLOCK_REGRESSED} as a problem with
	 * Retry-After while signing must wait.
	 */
	void requireReadyToSign();

}
