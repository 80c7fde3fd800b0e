package handfast.storage;

import java.nio.file.Path;

/**
 * A path as it is pasted into a shell.
 */
public final class ShellPath {

	private ShellPath() {
	}

	/**
	 * The path, quoted where a shell would read it otherwise.
	 */
	public static String of(Path path) {
		String text = path.toString();
		return text.matches("[A-Za-z0-9_./+:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
	}

}
