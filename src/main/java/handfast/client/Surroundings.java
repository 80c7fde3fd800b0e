package handfast.client;

import java.nio.file.Path;
import java.time.Clock;

/**
 * What a command finds around it.
 *
 * @param folder where the login is kept
 * @param home of a service on this machine, if there is one
 */
record Surroundings(Path folder, Path home, Terminal terminal, Clock clock) {

	/**
	 * Those of this process: {@code $XDG_CONFIG_HOME/handfast}, or
	 * {@code ~/.config/handfast} where that is not set or not absolute.
	 */
	static Surroundings ofProcess() {
		String configuration = System.getenv("XDG_CONFIG_HOME");
		Path folder = (configuration != null && configuration.startsWith("/")) ? Path.of(configuration)
				: Path.of(System.getProperty("user.home"), ".config");
		String home = System.getenv("HANDFAST_HOME");
		return new Surroundings(folder.resolve("handfast"), Path.of((home != null && !home.isBlank()) ? home : "data"),
				Terminal.ofProcess(), Clock.systemUTC());
	}

}
