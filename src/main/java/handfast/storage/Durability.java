package handfast.storage;

/**
 * Waits until what was committed is safe from power loss. On PostgreSQL that is so with
 * the commit; on H2 a {@code CHECKPOINT SYNC} that began after the commit, one for all
 * who wait.
 */
public interface Durability {

	/**
	 * Returns when every commit of this thread that came before the call is on disk.
	 */
	void await();

	/**
	 * Forgets what this thread has waited for: a request begins.
	 */
	default void begin() {
	}

	/**
	 * Like {@link #await}, but returns at once where this thread has waited since
	 * {@link #begin} and no transaction of its own was committed after that. Who writes
	 * without a transaction after waiting must wait by {@link #await}.
	 */
	default void awaitTheRest() {
		await();
	}

}
