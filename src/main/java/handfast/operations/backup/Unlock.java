package handfast.operations.backup;

import tools.jackson.databind.JsonNode;

/**
 * What a backup is opened with.
 */
public interface Unlock {

	/**
	 * The file's key.
	 * @throws AlteredException where the lock is none
	 * @throws handfast.problem.Problem with what to open it with instead
	 */
	byte[] unlock(JsonNode lock) throws AlteredException;

}
