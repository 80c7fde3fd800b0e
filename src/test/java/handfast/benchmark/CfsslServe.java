package handfast.benchmark;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import handfast.Peers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code cfssl serve} with a P-256 CA of its own behind HTTPS, asked for the same.
 */
final class CfsslServe implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	// What cfssl's own migrations make, of the release that Debian has.
	static final String TABLE = """
			CREATE TABLE certificates (serial_number %1$s NOT NULL, authority_key_identifier %1$s NOT NULL,
			  ca_label %1$s, status %1$s NOT NULL, reason int, expiry timestamp, revoked_at timestamp,
			  pem %1$s NOT NULL, PRIMARY KEY (serial_number, authority_key_identifier));
			""";

	private final Process process;

	private final SSLContext tls;

	private final int port;

	private CfsslServe(Process process, SSLContext tls, int port) {
		this.process = process;
		this.tls = tls;
		this.port = port;
	}

	static boolean isInstalled() {
		return Peers.find("cfssl").isPresent();
	}

	static boolean hasSqlite() {
		return Peers.find("sqlite3").isPresent();
	}

	/**
	 * SQLite as it is: each commit forced.
	 */
	static String[] sqlite(Path folder) throws IOException, InterruptedException {
		Path file = folder.resolve("cfssl.db");
		Peers.run(folder, "sqlite3", file.toString(), TABLE.formatted("blob"));
		return database(folder, "sqlite3", file.toString());
	}

	static String[] database(Path folder, String driver, String source) throws IOException {
		Path file = folder.resolve("cfssl-" + driver + ".json");
		Files.writeString(file, "{\"driver\": \"" + driver + "\", \"data_source\": \"" + source + "\"}");
		return new String[] { "-db-config", file.toString() };
	}

	static CfsslServe start(Path folder, String... options) throws Exception {
		Files.writeString(folder.resolve("cfssl-ca.json"),
				"{\"CN\": \"Benchmark\", \"key\": {\"algo\": \"ecdsa\", \"size\": 256}}");
		Files.writeString(folder.resolve("cfssl-config.json"),
				"{\"signing\": {\"default\": {\"expiry\": \"2160h\", \"usages\": [\"digital signature\", \"server auth\"]}}}");
		Path ca = keep(folder, "ca", cfssl(folder, "gencert", "-initca", "cfssl-ca.json"));
		Path server = keep(folder, "server", cfssl(folder, "gencert", "-ca=ca.pem", "-ca-key=ca-key.pem",
				"-hostname=localhost", "-config=cfssl-config.json", "cfssl-ca.json"));
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		List<String> command = new ArrayList<>(
				List.of("cfssl", "serve", "-address=127.0.0.1", "-port=" + port, "-ca=ca.pem", "-ca-key=ca-key.pem",
						"-tls-cert=" + server, "-tls-key=server-key.pem", "-config=cfssl-config.json", "-loglevel=4"));
		command.addAll(List.of(options));
		Process process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("cfssl.log").toFile())
			.start();
		CfsslServe serve = new CfsslServe(process, Trust.in(Files.readAllBytes(ca)), port);
		serve.awaitReady(folder.resolve("cfssl.log"));
		return serve;
	}

	Load.Figures measure(PreparedCsrs csrs) throws Exception {
		return Load.measure((number) -> {
			LeanClient client = client();
			return new Load.Request() {

				@Override
				public void send() throws IOException {
					LeanClient.Answer answer = client.post("/api/v1/cfssl/sign",
							"{\"certificate_request\": \"" + csrs.next() + "\"}");
					if (answer.status() != 200) {
						throw new IOException("cfssl answered " + answer.text());
					}
				}

				@Override
				public void close() throws IOException {
					client.close();
				}
			};
		});
	}

	private LeanClient client() throws IOException {
		return new LeanClient(this.port, this.tls, "none");
	}

	private void awaitReady(Path log) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (true) {
			try (LeanClient client = client()) {
				client.post("/api/v1/cfssl/info", "{}");
				return;
			}
			catch (IOException ex) {
				if (!this.process.isAlive() || System.nanoTime() > deadline) {
					throw new IOException("cfssl does not start: " + Files.readString(log), ex);
				}
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
	}

	private static JsonNode cfssl(Path folder, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("cfssl"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		byte[] output = process.getInputStream().readAllBytes();
		process.waitFor();
		return JSON.readTree(output);
	}

	private static Path keep(Path folder, String name, JsonNode made) throws IOException {
		Files.writeString(folder.resolve(name + "-key.pem"), made.get("key").asString());
		return Files.writeString(folder.resolve(name + ".pem"), made.get("cert").asString());
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		this.process.waitFor();
	}

}
