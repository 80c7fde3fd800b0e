package handfast.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import handfast.Peers;

/**
 * A program of somebody else that a test talks to. A missing one skips the test in plain
 * sight; with {@code CI=true} it fails it.
 */
record Peer(Path program) {

	private static final int LONGEST_SECONDS = 60;

	/**
	 * One on the path, or where Debian puts servers.
	 */
	static Peer named(String name) {
		return require(name, Peers.find(name));
	}

	/**
	 * The keytool of a JDK of this version, from {@code JDKnn_HOME} or the folder where
	 * the system keeps its JDKs.
	 */
	static Peer keytool(int version) {
		return require("keytool of JDK " + version,
				homes(version).map((home) -> home.resolve("bin/keytool")).filter(Files::isExecutable).findFirst());
	}

	private static Stream<Path> homes(int version) {
		String set = System.getenv("JDK" + version + "_HOME");
		Stream<Path> named = (set != null) ? Stream.of(Path.of(set)) : Stream.empty();
		Stream<Path> running = (Runtime.version().feature() == version)
				? Stream.of(Path.of(System.getProperty("java.home"))) : Stream.empty();
		return Stream.of(named, running, installed(version)).flatMap((homes) -> homes);
	}

	private static Stream<Path> installed(int version) {
		try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
			return homes.filter((home) -> isVersion(home, version)).sorted().toList().stream();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	private static boolean isVersion(Path home, int version) {
		try {
			return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version + ".");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Peer require(String name, Optional<Path> program) {
		if (program.isEmpty()) {
			throw Peers.missing(name);
		}
		return new Peer(program.orElseThrow());
	}

	/**
	 * Runs it to its end.
	 */
	Answer run(Object... arguments) {
		List<String> command = new ArrayList<>(List.of(this.program.toString()));
		Arrays.stream(arguments).map(Object::toString).forEach(command::add);
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return new Answer(-1, output + "\n(did not end)");
			}
			return new Answer(process.exitValue(), output);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts it, for servers; the caller ends it.
	 */
	Process start(Path log, Object... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(this.program.toString()));
		Arrays.stream(arguments).map(Object::toString).forEach(command::add);
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	record Answer(int exitCode, String output) {

		boolean succeeded() {
			return this.exitCode == 0;
		}

		int count(String text) {
			return this.output.split(java.util.regex.Pattern.quote(text), -1).length - 1;
		}

	}

}
