package handfast.storage;

import java.nio.file.Path;

/**
 * Files that are whole or absent: written to a temporary name, forced, renamed, the
 * folder forced.
 */
public final class AtomicFiles {

	private AtomicFiles() {
	}

	/**
	 * Replaces the file, mode 0600.
	 */
	public static void writePrivate(Path file, byte[] content) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Replaces the file, mode 0644.
	 */
	public static void writePublic(Path file, byte[] content) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Makes the file, mode 0600, unless another did first.
	 * @return whether this call made it
	 */
	public static boolean createPrivate(Path file, byte[] content) {
		throw new UnsupportedOperationException();
	}

}
