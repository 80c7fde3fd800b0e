package handfast.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The program from its first class on, as {@code java -jar} runs it.
 *
 * @param code that it ended with
 * @param out standard output
 * @param err standard error
 */
public record Program(int code, String out, String err) {

	/**
	 * Runs until it ends by itself; in a folder that holds no home.
	 */
	public static Program run(Path folder, String... arguments) throws IOException, InterruptedException {
		return run(folder, Map.of(), arguments);
	}

	/**
	 * The same with more in its environment.
	 */
	public static Program run(Path folder, Map<String, String> environment, String... arguments)
			throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out-", ".txt");
		Path err = Files.createTempFile(folder, "err-", ".txt");
		List<String> command = new ArrayList<>(command());
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		if (!process.waitFor(120, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
			throw new IllegalStateException("Does not end: " + Files.readString(out) + Files.readString(err));
		}
		return new Program(process.exitValue(), Files.readString(out), Files.readString(err));
	}

	/**
	 * How it is started, without arguments.
	 */
	public static List<String> command() {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", classPath(), "handfast.Main");
	}

	// It runs in another folder.
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

}
