package handfast.operations.backup;

import java.util.List;

/**
 * The last part: what must have come before it.
 */
record Manifest(List<Part> parts) {

	/**
	 * A part, or all blocks of a table together.
	 *
	 * @param rows of a table; 0 for a file
	 */
	record Part(String name, long bytes, long rows, String sha256) {
	}

}
