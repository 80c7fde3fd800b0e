package handfast.client;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

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
		Path folder = absolute("XDG_CONFIG_HOME").orElseGet(() -> absolute("HOME")
			// Java takes it from the list of users, whatever the shell calls home.
			.orElseGet(() -> Path.of(System.getProperty("user.home")))
			.resolve(".config"));
		String home = System.getenv("HANDFAST_HOME");
		return new Surroundings(folder.resolve("handfast"), Path.of((home != null && !home.isBlank()) ? home : "data"),
				Terminal.ofProcess(), Clock.systemUTC());
	}

	private static Optional<Path> absolute(String variable) {
		return Optional.ofNullable(System.getenv(variable)).filter((path) -> path.startsWith("/")).map(Path::of);
	}

}
