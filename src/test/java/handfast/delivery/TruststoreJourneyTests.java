package handfast.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The truststore as Java and others read it.
 */
class TruststoreJourneyTests {

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	private Path file;

	@BeforeEach
	void download() throws Exception {
		Answer answer = this.service.get("/truststore.p12", "Authorization", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("application/pkcs12");
		assertThat(answer.header("Content-Disposition")).contains("truststore.p12");
		assertThat(answer.header("Handfast-Truststore-Password")).isEqualTo("changeit");
		this.file = Files.write(this.folder.resolve("truststore.p12"), answer.bytes());
	}

	@Test
	void isTheSameForEveryone() {
		assertThat(this.service.get("/truststore.p12", "Authorization", "").bytes())
			.isEqualTo(this.service.get("/truststore.p12", "Authorization", "").bytes());
	}

	@Test
	void hasOneTrustedEntryForEachJdk() throws Exception {
		for (Path keytool : List.of(Path.of(System.getProperty("java.home"), "bin", "keytool"), keytoolOf17())) {
			assertThat(Peers.run(this.folder, keytool.toString(), "-list", "-keystore", this.file.toString(),
					"-storepass", "changeit"))
				.contains("1 entry", "trustedCertEntry");
		}
	}

	@Test
	void isReadByOpenssl() throws Exception {
		Path openssl = Peers.require("openssl");
		assertThat(Peers.run(this.folder, openssl.toString(), "pkcs12", "-in", this.file.toString(), "-nokeys",
				"-passin", "pass:changeit"))
			.contains("BEGIN CERTIFICATE", "Handfast Root");
	}

	@Test
	void letsAJavaClientTrustTheService() throws Exception {
		Path source = Files.writeString(this.folder.resolve("Ask.java"), """
				public class Ask {
					public static void main(String[] arguments) throws Exception {
						try (var in = java.net.URI.create(arguments[0]).toURL().openStream()) {
							System.out.println("read " + in.readAllBytes().length);
						}
					}
				}
				""");
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String url = "https://localhost:" + this.service.httpsPort() + "/";
		assertThat(Peers.run(this.folder, java, "-Djavax.net.ssl.trustStore=" + this.file,
				"-Djavax.net.ssl.trustStorePassword=changeit", source.toString(), url))
			.contains("read ");
		assertThat(org.assertj.core.api.Assertions
			.catchThrowable(() -> Peers.run(this.folder, java, source.toString(), url))).hasMessageContaining("PKIX");
	}

	private static Path keytoolOf17() {
		return List
			.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/keytool", "/usr/lib/jvm/java-17-openjdk-arm64/bin/keytool")
			.stream()
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> Peers.missing("JDK 17"));
	}

}
