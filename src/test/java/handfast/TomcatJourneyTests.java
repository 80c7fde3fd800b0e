package handfast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import handfast.RunningService.Answer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Tomcat takes the PKCS #12 as it is, and a handshake proves it, or says that the
 * wrong one was installed.
 */
class TomcatJourneyTests {

	private static final Path TOMCAT = Path.of("/usr/share/tomcat10");

	private static final String PASSWORD = "change-me-please";

	private final RunningService service = RunningService.shared();

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	@Peers.EnabledIfPeer({ "openssl", "java" })
	void servesWhatHandfastHandsOver(@TempDir Path base) throws Exception {
		requireTomcat();
		String shop = enroll("shop.test");
		String other = enroll("other.test");
		Path keystore = base.resolve("shop.p12");
		Path swapped = base.resolve("other.p12");
		download(shop, keystore);
		download(other, swapped);
		int port = freePort();
		configure(base, port, keystore);
		try (Tomcat tomcat = start(base, port)) {
			String printed = Peers.run(base, "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-servername",
					"shop.test", "-verify_hostname", "shop.test", "-verify_return_error", "-CAfile",
					this.service.home().resolve("root.pem").toString());
			assertThat(printed).contains("Verify return code: 0 (ok)");
			JsonNode report = handshake(port, shop);
			assertThat(report.get("verdict").asString()).as(report.toString()).isEqualTo("passed");
			assertThat(report.at("/expected/matched").asBoolean()).isTrue();
		}
		// Somebody mixes the two files up.
		Files.move(swapped, keystore, StandardCopyOption.REPLACE_EXISTING);
		try (Tomcat tomcat = start(base, port)) {
			JsonNode report = handshake(port, shop);
			assertThat(report.get("verdict").asString()).isEqualTo("failed");
			assertThat(report.at("/findings/0/code").asString()).as(report.toString()).isEqualTo("wrong-certificate");
		}
	}

	private JsonNode handshake(int port, String certificate) {
		Answer answer = this.service.post("/api/v1/handshakes", this.json.writeValueAsString(Map.of("target",
				"127.0.0.1:" + port, "serverName", "shop.test", "expect", Map.of("certificate", certificate))));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json();
	}

	private String enroll(String name) {
		return this.service.post("/api/v1/certificates", "{\"names\": [\"" + name + "\"]}").json().get("id").asString();
	}

	private void download(String certificate, Path to) throws IOException {
		Answer answer = this.service.post("/api/v1/certificates/" + certificate + "/keystore",
				"{\"format\": \"PKCS12\", \"password\": \"" + PASSWORD + "\", \"alias\": \"shop\"}");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		Files.write(to, answer.bytes());
	}

	private static void configure(Path base, int port, Path keystore) throws IOException {
		for (String folder : new String[] { "conf", "logs", "temp", "webapps", "work" }) {
			Files.createDirectories(base.resolve(folder));
		}
		Files.writeString(base.resolve("conf/server.xml"), """
				<Server port="-1">
				  <Service name="Catalina">
				    <Connector port="%d" address="127.0.0.1" protocol="org.apache.coyote.http11.Http11NioProtocol"
				               SSLEnabled="true">
				      <SSLHostConfig>
				        <Certificate certificateKeystoreFile="%s" certificateKeystoreType="PKCS12"
				                     certificateKeystorePassword="%s" certificateKeyAlias="shop"/>
				      </SSLHostConfig>
				    </Connector>
				    <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
				  </Service>
				</Server>
				""".formatted(port, keystore, PASSWORD));
	}

	private static Tomcat start(Path base, int port) throws IOException, InterruptedException {
		Path output = base.resolve("tomcat.log");
		Process process = new ProcessBuilder(Peers.find("java").orElseThrow().toString(), "-XX:TieredStopAtLevel=1",
				"-Dcatalina.home=" + TOMCAT, "-Dcatalina.base=" + base, "-Djava.io.tmpdir=" + base.resolve("temp"),
				"-cp", TOMCAT.resolve("bin/bootstrap.jar") + ":" + TOMCAT.resolve("bin/tomcat-juli.jar"),
				"org.apache.catalina.startup.Bootstrap", "start")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		Tomcat tomcat = new Tomcat(process);
		long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (!listens(port)) {
			if (!process.isAlive() || System.nanoTime() > deadline) {
				tomcat.close();
				throw new IllegalStateException("Tomcat did not start:\n" + Files.readString(output));
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return tomcat;
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void requireTomcat() {
		boolean there = Files.exists(TOMCAT.resolve("bin/bootstrap.jar"));
		if (!there && "true".equals(System.getenv("CI"))) {
			throw new IllegalStateException("Peer program is not installed: tomcat10");
		}
		Assumptions.assumeTrue(there, "Peer program is not installed: tomcat10");
	}

	/**
	 * A process that ends with its test.
	 */
	private record Tomcat(Process process) implements AutoCloseable {

		@Override
		public void close() throws InterruptedException {
			this.process.destroy();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}

	}

}
