package handfast.operations.backup;

import java.io.IOException;

/**
 * A backup that is not as it was written. The message says how, and is put behind the
 * file's name.
 */
final class AlteredException extends IOException {

	private static final long serialVersionUID = 1L;

	AlteredException(String message) {
		super(message);
	}

}
