package handfast.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A measurement that belongs to a module and runs by itself, in a JVM that nothing else
 * has warmed.
 */
final class OwnProcess {

	private OwnProcess() {
	}

	/**
	 * @param main class whose {@code main} measures and prints
	 * @throws IOException where it did not end well
	 */
	static void run(String main, String... arguments) throws IOException, InterruptedException {
		run(List.of(), main, arguments);
	}

	/**
	 * The same with so little heap.
	 */
	static void runWithHeap(int megabytes, String main, String... arguments) throws IOException, InterruptedException {
		run(List.of("-Xmx" + megabytes + "m"), main, arguments);
	}

	private static void run(List<String> options, String main, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(options);
		command
			.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main));
		command.addAll(List.of(arguments));
		int code = new ProcessBuilder(command).inheritIO().start().waitFor();
		if (code != 0) {
			throw new IOException(main + " ended with " + code);
		}
	}

}
