package handfast.revocation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.RunningService;
import handfast.x509.Pem;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Others fetch the CRL from where certificates say, and refuse what stands on it.
 */
class CrlPeersTests {

	private static final String PATH = "/api/v1/certificates";

	private static final Duration DUE = Duration.ofSeconds(60);

	private final RunningService service = RunningService.shared();

	@TempDir
	private Path folder;

	private JsonNode made;

	@BeforeEach
	void enroll() throws Exception {
		this.made = this.service
			.post(PATH, "{\"profile\": \"client\", \"names\": [\"crl-" + UUID.randomUUID() + ".test\"]}")
			.json();
		write("leaf.pem", this.made.get("certificate").asString());
		write("issuing.pem", Pem.certificate(issuing().getEncoded()));
		write("root.pem", Files.readString(this.service.home().resolve("root.pem")));
	}

	// OpenSSL fetches it anew each time.
	@Test
	@Peers.EnabledIfPeer("openssl")
	void isRefusedByOpensslWithinAMinute() throws Exception {
		String command = "openssl verify -crl_check -crl_download -x509_strict -CAfile root.pem -untrusted issuing.pem"
				+ " leaf.pem 2>&1; true";
		assertThat(await(command, "leaf.pem: OK")).isLessThan(DUE);
		revoke();
		Duration taken = await(command, "certificate revoked");
		System.out.println("openssl verify -crl_check refuses a revoked certificate after " + taken.toMillis() + " ms");
		assertThat(taken).isLessThan(DUE);
	}

	@Test
	@Peers.EnabledIfPeer("certtool")
	void isRefusedByGnuTls() throws Exception {
		write("cas.pem", Files.readString(this.folder.resolve("issuing.pem"))
				+ Files.readString(this.folder.resolve("root.pem")));
		String command = "certtool --verify --load-ca-certificate cas.pem --load-crl lists.pem --infile leaf.pem 2>&1; true";
		assertThat(await(command, "The certificate is trusted")).isLessThan(DUE);
		revoke();
		assertThat(await(command, "certificate chain is revoked")).isLessThan(DUE);
	}

	// It takes no list with an issuing distribution point, so it gets the whole one.
	@Test
	@Peers.EnabledIfPeer({ "certutil", "crlutil", "vfychain" })
	void isRefusedByNss() throws Exception {
		Files.createDirectory(this.folder.resolve("nss"));
		Peers.run(this.folder, "certutil", "-N", "-d", "sql:nss", "--empty-password");
		Peers.run(this.folder, "certutil", "-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,C", "-a", "-i", "root.pem");
		Peers.run(this.folder, "certutil", "-A", "-d", "sql:nss", "-n", "issuing", "-t", ",,", "-a", "-i",
				"issuing.pem");
		Peers.run(this.folder, "certutil", "-A", "-d", "sql:nss", "-n", "leaf", "-t", ",,", "-a", "-i", "leaf.pem");
		String command = "crlutil -I -d sql:nss -t 1 -i whole.crl && crlutil -L -d sql:nss && certutil -V -d sql:nss"
				+ " -n leaf -u C 2>&1; true";
		assertThat(await(command, "certificate is valid")).isLessThan(DUE);
		revoke();
		assertThat(await(command, "revoked")).isLessThan(DUE);
	}

	@Test
	@Peers.EnabledIfPeer({ "nginx", "curl" })
	void isRefusedByNginxAsAClientCertificate() throws Exception {
		write("client.pem", keystore(this.made));
		write("site.pem", keystore(this.service.post(PATH, "{\"names\": [\"localhost\"]}").json()));
		write("cas.pem", Files.readString(this.folder.resolve("issuing.pem"))
				+ Files.readString(this.folder.resolve("root.pem")));
		int port = freePort();
		Path settings = write("nginx.conf", """
				daemon off; pid %1$s/pid; error_log %1$s/error.log info;
				events { worker_connections 64; }
				http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				server { listen 127.0.0.1:%2$d ssl; ssl_certificate site.pem; ssl_certificate_key site.pem;
				ssl_verify_client on; ssl_verify_depth 2; ssl_client_certificate cas.pem; ssl_crl lists.pem;
				location / { return 200 "let in"; } } }
				""".formatted(this.folder, port));
		fetchLists();
		Process nginx = new ProcessBuilder("nginx", "-c", settings.toString(), "-p", this.folder.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("out").toFile())
			.start();
		try {
			String command = "kill -HUP " + nginx.pid() + "; sleep 0.3; curl -s --cacert root.pem --cert client.pem"
					+ " https://localhost:" + port + "/; true";
			assertThat(await(command, "let in")).isLessThan(DUE);
			revoke();
			assertThat(await(command, "The SSL certificate error")).isLessThan(DUE);
			assertThat(Files.readString(this.folder.resolve("error.log"))).contains("certificate revoked");
		}
		finally {
			nginx.destroy();
			nginx.waitFor(5, TimeUnit.SECONDS);
		}
	}

	/**
	 * Fetches the lists and runs the command until it prints what is wanted.
	 */
	private Duration await(String command, String wanted) throws Exception {
		long start = System.nanoTime();
		String printed = "";
		Duration taken = Duration.ZERO;
		while (taken.compareTo(DUE) < 0) {
			fetchLists();
			printed = Peers.run(this.folder, "sh", "-c", command);
			taken = Duration.ofNanos(System.nanoTime() - start);
			if (printed.contains(wanted)) {
				return taken;
			}
			TimeUnit.MILLISECONDS.sleep(200);
		}
		throw new AssertionError("It never said “" + wanted + "”, but:\n" + printed);
	}

	private void fetchLists() throws Exception {
		String shard = listOf(leaf());
		String shardOfRoot = listOf(issuing());
		Files.write(this.folder.resolve("whole.crl"), get(wholeOf(shard)));
		// The root is looked for too, and names no list: the whole one answers for it.
		StringBuilder lists = new StringBuilder();
		for (String url : List.of(shard, shardOfRoot, wholeOf(shardOfRoot))) {
			lists.append(Pem.write("X509 CRL", get(url)));
		}
		Files.writeString(this.folder.resolve("lists.pem"), lists);
	}

	private static String wholeOf(String shard) {
		return shard.replaceFirst("/[0-9]+\\.crl$", ".crl");
	}

	private static byte[] get(String url) throws IOException {
		try (var input = URI.create(url).toURL().openStream()) {
			return input.readAllBytes();
		}
	}

	private static String listOf(X509CertificateHolder certificate) {
		CRLDistPoint points = CRLDistPoint
			.getInstance(certificate.getExtension(Extension.cRLDistributionPoints).getParsedValue());
		GeneralNames names = GeneralNames
			.getInstance(points.getDistributionPoints()[0].getDistributionPoint().getName());
		return ASN1IA5String.getInstance(names.getNames()[0].getName()).getString();
	}

	private X509CertificateHolder leaf() throws IOException {
		return new X509CertificateHolder(Pem.read(this.made.get("certificate").asString()).getFirst().der());
	}

	private X509CertificateHolder issuing() throws IOException {
		return new X509CertificateHolder(Pem.read(this.made.get("chain").asString()).getLast().der());
	}

	private void revoke() {
		assertThat(this.service
			.post(PATH + "/" + this.made.get("id").asString() + "/revocation", "{\"reason\": \"superseded\"}")
			.status()).isEqualTo(200);
	}

	private String keystore(JsonNode certificate) {
		RunningService.Answer keystore = this.service.post(PATH + "/" + certificate.get("id").asString() + "/keystore",
				"{\"format\": \"PEM\"}");
		assertThat(keystore.status()).as(keystore.toString()).isEqualTo(200);
		return new String(keystore.bytes(), StandardCharsets.US_ASCII);
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
