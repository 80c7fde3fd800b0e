package handfast.operations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import handfast.storage.AtomicFiles;

/**
 * Where the control socket of a home is: {@code control} in the home, or, where that path
 * is too long for a socket, in the temporary folder, named in the home.
 */
final class ControlAddress {

	// sockaddr_un holds 108 bytes on Linux and 104 on macOS.
	private static final int LONGEST = 100;

	private ControlAddress() {
	}

	/**
	 * The path to listen at, its folder readable by the owner alone.
	 */
	static Path choose(Path home) throws IOException {
		Path socket = home.resolve("control");
		if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
			Files.deleteIfExists(elsewhere(home));
			return socket;
		}
		Path folder = Files.createTempDirectory("handfast-",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Path other = folder.resolve("control");
		AtomicFiles.writePrivate(elsewhere(home), other.toString().getBytes(StandardCharsets.UTF_8));
		return other;
	}

	/**
	 * The path that a running service listens at, if there is one.
	 */
	static Optional<Path> find(Path home) throws IOException {
		Path named = elsewhere(home);
		Path socket = Files.exists(named) ? Path.of(Files.readString(named).trim()) : home.resolve("control");
		return Files.exists(socket) ? Optional.of(socket) : Optional.empty();
	}

	private static Path elsewhere(Path home) {
		return home.resolve("control.path");
	}

}
