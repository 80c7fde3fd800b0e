package handfast.operations.backup;

import tools.jackson.databind.node.ObjectNode;

/**
 * For whom a backup is made.
 */
public interface Lock {

	/**
	 * The file's key, so that only they get at it.
	 */
	ObjectNode lock(byte[] fileKey);

}
