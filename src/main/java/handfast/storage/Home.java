package handfast.storage;

import java.nio.file.Path;

/**
 * The folder that holds this node's state. Made readable by its owner alone, locked while
 * a process uses it.
 */
public class Home {

	private final Path path;

	public Home(Path path) {
		this.path = path;
	}

	public Path path() {
		return this.path;
	}

	public Path resolve(String name) {
		return this.path.resolve(name);
	}

}
