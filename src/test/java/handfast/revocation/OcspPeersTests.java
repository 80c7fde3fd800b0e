package handfast.revocation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Others find the responder by what certificates say, and believe it.
 */
class OcspPeersTests {

	private static final String PATH = "/api/v1/certificates";

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	@Test
	@Peers.EnabledIfPeer("openssl")
	void isNamedInCertificates() throws Exception {
		JsonNode made = enroll();
		assertThat(Peers.run(this.folder, "openssl", "x509", "-in", leaf(made), "-noout", "-ocsp_uri").strip())
			.isEqualTo("http://localhost:" + this.service.plainPort() + "/pki/ocsp");
	}

	@Test
	@Peers.EnabledIfPeer("ocsptool")
	void isBelievedByGnuTls() throws Exception {
		JsonNode made = enroll();
		assertThat(gnuTls(made)).contains("Certificate Status: good", "Verifying OCSP Response: Success");
		revoke(made);
		assertThat(gnuTls(made)).contains("Certificate Status: revoked", "Verifying OCSP Response: Success");
	}

	@Test
	void isBelievedByTheJdk() throws Exception {
		JsonNode made = enroll();
		validate(made);
		revoke(made);
		assertThatExceptionOfType(CertPathValidatorException.class).isThrownBy(() -> validate(made))
			.withCauseInstanceOf(CertificateRevokedException.class);
	}

	@Test
	@Peers.EnabledIfPeer({ "nginx", "openssl" })
	void isStapledByNginx() throws Exception {
		JsonNode made = enroll();
		Answer keystore = this.service.post(PATH + "/" + made.get("id").asString() + "/keystore",
				"{\"format\": \"PEM\"}");
		assertThat(keystore.status()).isEqualTo(200);
		Path pem = Files.write(this.folder.resolve("site.pem"), keystore.bytes());
		int port = freePort();
		Path settings = Files.writeString(this.folder.resolve("nginx.conf"), """
				daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
				events { worker_connections 64; }
				http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				server { listen 127.0.0.1:%2$d ssl; ssl_certificate %3$s; ssl_certificate_key %3$s;
				ssl_stapling on; ssl_stapling_verify on; ssl_trusted_certificate %4$s; } }
				""".formatted(this.folder, port, pem, this.service.home().resolve("root.pem")));
		Process nginx = new ProcessBuilder("nginx", "-c", settings.toString(), "-p", this.folder.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("out").toFile())
			.start();
		try {
			// It fetches the answer after the first handshake that asks for it.
			String printed = "";
			for (int i = 0; i < 50 && !printed.contains("OCSP Response Status: successful"); i++) {
				TimeUnit.MILLISECONDS.sleep(100);
				printed = Peers.run(this.folder, "sh", "-c", "openssl s_client -connect 127.0.0.1:" + port
						+ " -servername localhost -status </dev/null 2>&1; true");
			}
			assertThat(printed).as(Files.readString(this.folder.resolve("error.log")))
				.contains("OCSP Response Status: successful", "Cert Status: good");
		}
		finally {
			nginx.destroy();
			nginx.waitFor(5, TimeUnit.SECONDS);
		}
	}

	private JsonNode enroll() {
		return this.service.post(PATH, "{\"names\": [\"ocsp-" + UUID.randomUUID() + ".test\"]}").json();
	}

	private void revoke(JsonNode made) {
		assertThat(this.service
			.post(PATH + "/" + made.get("id").asString() + "/revocation", "{\"reason\": \"keyCompromise\"}")
			.status()).isEqualTo(200);
	}

	private String leaf(JsonNode made) throws IOException {
		return Files.writeString(this.folder.resolve("leaf.pem"), made.get("certificate").asString()).toString();
	}

	private String gnuTls(JsonNode made) throws Exception {
		String chain = made.get("chain").asString();
		Path issuer = Files.writeString(this.folder.resolve("issuer.pem"),
				chain.substring(chain.lastIndexOf("-----BEGIN CERTIFICATE")));
		return Peers.run(this.folder, "ocsptool", "--ask", "--load-cert", leaf(made), "--load-issuer",
				issuer.toString(), "--load-trust", issuer.toString());
	}

	private void validate(JsonNode made) throws Exception {
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		CertPath path = factory.generateCertPath(factory
			.generateCertificates(
					new ByteArrayInputStream(made.get("chain").asString().getBytes(StandardCharsets.US_ASCII)))
			.stream()
			.toList());
		X509Certificate root = (X509Certificate) factory
			.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(this.service.home().resolve("root.pem"))));
		CertPathValidator validator = CertPathValidator.getInstance("PKIX");
		PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
		checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
		PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
		parameters.addCertPathChecker(checker);
		validator.validate(path, parameters);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
