package handfast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

import handfast.ServiceProcess;

/**
 * The service as a process of its own, with clients that trust its root. Options of its
 * JVM, such as a flight recording, come from {@code -Dbenchmark.options=}, by spaces.
 */
final class MeasuredService implements AutoCloseable {

	private final ServiceProcess process;

	private final SSLContext tls;

	private final int port;

	private final String token;

	private MeasuredService(ServiceProcess process) throws Exception {
		this.process = process;
		this.tls = Trust.in(Files.readAllBytes(process.home().resolve("root.pem")));
		this.port = process.httpsPort();
		this.token = process.adminToken();
	}

	static MeasuredService start(Path home, String... settings) throws Exception {
		return new MeasuredService(ServiceProcess.startAsDelivered(home, with(settings)).awaitReady());
	}

	int plainPort() throws IOException {
		return this.process.plainPort();
	}

	LeanClient client() throws IOException {
		return new LeanClient(this.port, this.tls, this.token);
	}

	/**
	 * Of all its threads since its start.
	 */
	Duration cpu() {
		return ProcessHandle.of(this.process.pid()).flatMap((handle) -> handle.info().totalCpuDuration()).orElseThrow();
	}

	/**
	 * CPU time so far in hundredths of a second, by kind of thread; empty where the
	 * system does not tell.
	 */
	Map<String, Long> cpuByThread() throws IOException {
		Map<String, Long> cpu = new TreeMap<>();
		Path tasks = Path.of("/proc/" + this.process.pid() + "/task");
		if (Files.isDirectory(tasks)) {
			try (var folders = Files.list(tasks)) {
				for (Path task : folders.toList()) {
					String stat = Files.readString(task.resolve("stat"));
					String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
					cpu.merge(kind(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))),
							Long.parseLong(fields[11]) + Long.parseLong(fields[12]), Long::sum);
				}
			}
		}
		return cpu;
	}

	// Names of threads are cut after 15 characters.
	private static String kind(String thread) {
		if (thread.startsWith("https-jsse")) {
			return "requests";
		}
		if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
			return "compiler";
		}
		if (thread.startsWith("G1 ") || thread.startsWith("GC ")) {
			return "collector";
		}
		return thread.replaceAll("[^a-zA-Z]*[0-9]+$", "");
	}

	long residentMegabytes() {
		return Machine.residentMegabytes(this.process.pid());
	}

	@Override
	public void close() {
		this.process.close();
	}

	private static String[] with(String[] settings) {
		String options = System.getProperty("benchmark.options", "").trim();
		return options.isEmpty() ? settings
				: java.util.stream.Stream
					.concat(java.util.Arrays.stream(options.split("\\s+")), java.util.Arrays.stream(settings))
					.toArray(String[]::new);
	}

}
