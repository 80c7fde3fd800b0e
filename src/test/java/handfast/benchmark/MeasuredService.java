package handfast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
		return new MeasuredService(ServiceProcess.start(home, with(settings)).awaitReady());
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
