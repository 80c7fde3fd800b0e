package handfast.installation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import handfast.Peers;

/**
 * This machine with folders that may be written to and are gone with the test: a mount
 * namespace where copies lie over {@code /etc}, {@code /var/lib},
 * {@code /usr/local/share} and the store of the JDK that runs the tests. Needs root.
 */
final class PrivateMachine implements AutoCloseable {

	// The JDK's store may be a link to the system's: here it has its own.
	private static final String MOUNTS = """
			set -e
			over=$(mktemp -d)
			mount -t tmpfs tmpfs "$over"
			cover() {
				mkdir -p "$over/$1/upper" "$over/$1/work"
				mount -t overlay overlay -o "lowerdir=$2,upperdir=$over/$1/upper,workdir=$over/$1/work" "$2"
			}
			mkdir -p "$over/jdk/upper"
			cp -L "$1/cacerts" "$over/jdk/upper/cacerts"
			cover jdk "$1"
			cover etc /etc
			cover lib /var/lib
			cover share /usr/local/share
			echo ready
			cat >/dev/null
			""";

	private static final long LONGEST = 120;

	private final Process holder;

	private final Path home;

	private PrivateMachine(Process holder, Path home) {
		this.holder = holder;
		this.home = home;
	}

	static PrivateMachine start(Path folder) throws IOException {
		Path security = Path.of(System.getProperty("java.home"), "lib", "security");
		Process holder = new ProcessBuilder("unshare", "-m", "sh", "-c", MOUNTS, "sh", security.toString())
			.redirectErrorStream(true)
			.start();
		String said = holder.inputReader().readLine();
		if (!"ready".equals(said)) {
			holder.destroyForcibly();
			throw Peers.missing("a mount namespace for root: " + said);
		}
		return new PrivateMachine(holder, Files.createDirectories(folder.resolve("home")));
	}

	Path home() {
		return this.home;
	}

	/**
	 * Runs it as a login of root would, with nothing of this process's environment.
	 */
	Run login(String command) throws IOException, InterruptedException {
		return run(Map.of(), "sh", "-l", "-c", command);
	}

	Run run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
		Process process = start(environment, command);
		try (InputStream output = process.getInputStream()) {
			String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(LONGEST, TimeUnit.SECONDS)) {
				process.destroyForcibly().waitFor();
				throw new AssertionError("Does not end: " + printed);
			}
			return new Run(process.exitValue(), printed);
		}
	}

	Process start(Map<String, String> environment, String... command) throws IOException {
		List<String> all = new ArrayList<>(
				List.of("nsenter", "-m", "-t", String.valueOf(this.holder.pid()), "--wd=" + this.home));
		all.addAll(List.of(command));
		ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
		builder.environment().clear();
		builder.environment()
			.putAll(Map.of("HOME", this.home.toString(), "PATH",
					"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		process.getOutputStream().close();
		return process;
	}

	@Override
	public void close() throws IOException {
		this.holder.getOutputStream().close();
		try {
			if (!this.holder.waitFor(10, TimeUnit.SECONDS)) {
				this.holder.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * How a program ended, and what it said on both streams.
	 */
	record Run(int exit, String printed) {
	}

}
