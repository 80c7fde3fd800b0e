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

}
