package handfast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service as a process of its own, so that it can be killed. Started from the class
 * path of the tests, with its output in a file beside the home.
 */
public final class ServiceProcess implements AutoCloseable {

	private static final Pattern HTTPS = Pattern.compile("https://localhost:(\\d+)");

	private static final Pattern PLAIN = Pattern.compile("http://localhost:(\\d+)");

	private final Process process;

	private final Path home;

	private final Path output;

	private ServiceProcess(Process process, Path home, Path output) {
		this.process = process;
		this.home = home;
		this.output = output;
	}

	/**
	 * Starts on free ports with a JVM that is quick to start and slow to run; does not
	 * wait.
	 * @param arguments settings, and with {@code -D} or {@code -X} in front options of
	 * the JVM
	 */
	public static ServiceProcess start(Path home, String... arguments) throws IOException {
		return start(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), home, arguments);
	}

	/**
	 * Starts the JVM as {@code java -jar} does, to be measured; does not wait.
	 */
	public static ServiceProcess startAsDelivered(Path home, String... arguments) throws IOException {
		return start(List.of(), home, arguments);
	}

	private static ServiceProcess start(List<String> options, Path home, String... arguments) throws IOException {
		Path output = home.resolveSibling(home.getFileName() + "-" + System.nanoTime() + ".log");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
		List<String> settings = new ArrayList<>(List.of("--handfast.home=" + home, "--handfast.https-port=0",
				"--handfast.http-port=0", "--handfast.keys.ready-rsa=0"));
		for (String argument : arguments) {
			(argument.startsWith("-D") || argument.startsWith("-X") ? command : settings).add(argument);
		}
		command.add("handfast.HandfastApplication");
		command.addAll(settings);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().remove("HANDFAST_HOME");
		return new ServiceProcess(builder.start(), home, output);
	}

	public Path home() {
		return this.home;
	}

	/**
	 * Waits until the log has told the whole start.
	 */
	public ServiceProcess awaitReady() throws IOException, InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
		while (!log().contains("A handshake:")) {
			if (!this.process.isAlive() || System.nanoTime() > deadline) {
				throw new IllegalStateException("The service did not start:\n" + log());
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
		return this;
	}

	/**
	 * Waits for a process that ends by itself.
	 * @return its exit code
	 */
	public int awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(120, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
			throw new IllegalStateException("The process does not end");
		}
		return this.process.exitValue();
	}

	public String log() throws IOException {
		return Files.exists(this.output) ? Files.readString(this.output) : "";
	}

	public int httpsPort() throws IOException {
		return port(HTTPS);
	}

	public int plainPort() throws IOException {
		return port(PLAIN);
	}

	public String adminToken() throws IOException {
		return Files.readString(this.home.resolve("admin-token")).trim();
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * {@code kill -9}.
	 */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly();
		this.process.waitFor();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private int port(Pattern pattern) throws IOException {
		Matcher matcher = pattern.matcher(log());
		if (!matcher.find()) {
			throw new IllegalStateException("No port in the log:\n" + log());
		}
		return Integer.parseInt(matcher.group(1));
	}

}
