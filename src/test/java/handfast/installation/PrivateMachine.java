package handfast.installation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import handfast.Peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

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
			echo "ready $over"
			cat >/dev/null
			""";

	private static final Path SECURITY = Path.of(System.getProperty("java.home"), "lib", "security");

	private static final Map<String, Path> COVERED = Map.of("jdk", SECURITY, "etc", Path.of("/etc"), "share",
			Path.of("/usr/local/share"));

	private static final long LONGEST = 120;

	private final Process holder;

	private final Path over;

	private final Path home;

	private PrivateMachine(Process holder, Path over, Path home) {
		this.holder = holder;
		this.over = over;
		this.home = home;
	}

	static PrivateMachine start(Path folder) throws IOException {
		Process holder = new ProcessBuilder("unshare", "-m", "sh", "-c", MOUNTS, "sh", SECURITY.toString())
			.redirectErrorStream(true)
			.start();
		String said = String.valueOf(holder.inputReader().readLine());
		if (!said.startsWith("ready ")) {
			holder.destroyForcibly();
			throw Peers.missing("a mount namespace for root: " + said);
		}
		return new PrivateMachine(holder, Path.of(said.substring("ready ".length())),
				Files.createDirectories(folder.resolve("home")));
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

	/**
	 * What is here otherwise than on the machine itself, with its content: of the
	 * {@code /etc}, {@code /usr/local/share} and the store of the JDK. Left out is what
	 * Debian's tool writes below {@code /etc/ssl/certs}, as it brings in along what was
	 * waiting there.
	 */
	Set<String> written() throws IOException {
		Set<String> written = new TreeSet<>();
		for (Map.Entry<String, Path> covered : COVERED.entrySet()) {
			Path upper = Path.of("/proc/" + this.holder.pid() + "/root" + this.over)
				.resolve(covered.getKey() + "/upper");
			try (Stream<Path> paths = Files.walk(upper)) {
				for (Path path : (Iterable<Path>) paths::iterator) {
					Path own = covered.getValue().resolve(upper.relativize(path).toString());
					if (!own.startsWith("/etc/ssl/certs") && !isSame(path, own)) {
						written.add(own + (Files.isRegularFile(path)
								? " " + Files.readString(path, ISO_8859_1).hashCode() : ""));
					}
				}
			}
		}
		return written;
	}

	private static boolean isSame(Path path, Path own) throws IOException {
		if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
			return Files.isDirectory(own);
		}
		if (Files.isSymbolicLink(path)) {
			return Files.isSymbolicLink(own) && Files.readSymbolicLink(path).equals(Files.readSymbolicLink(own));
		}
		// What is neither stands for what was removed.
		return Files.isRegularFile(path) && Files.isRegularFile(own) && Files.mismatch(path, own) == -1;
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
