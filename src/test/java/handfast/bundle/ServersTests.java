package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Secret;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bundles as they are, in servers; the client trusts the root alone.
 */
class ServersTests {

	private static final String PASSWORD = "correct-horse-battery";

	@TempDir
	private Path folder;

	private final Bundles bundles = new Bundles(new SecureRandom());

	@ParameterizedTest
	@EnumSource(value = KeyAlgorithm.class, names = { "EC_P256", "EC_P384", "RSA_2048", "ED25519" })
	void servesThePemFileInNginx(KeyAlgorithm algorithm) throws Exception {
		Peer nginx = Peer.named("nginx");
		TestChain made = TestChain.of(algorithm);
		Bundle bundle = this.bundles.make(BundleOrder.plainPem(new Alias("shop.test")), made.key(), made.chain());
		Files.write(this.folder.resolve("shop.test.pem"), bundle.bytes());
		int port = freePort();
		// In the background it returns once it listens.
		Peer.Answer started = nginx.run("-p", this.folder, "-e", this.folder.resolve("error.log"), "-c",
				configuration(port));
		assertThat(started.succeeded()).as(started.output()).isTrue();
		long pid = Long.parseLong(Files.readString(this.folder.resolve("nginx.pid")).strip());
		try {
			assertThat(chainServedAt(port, made)).hasSize(2).first().isEqualTo(certificate(made.leaf()));
		}
		finally {
			ProcessHandle.of(pid).ifPresent((process) -> {
				process.destroy();
				process.onExit().join();
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "EC_P256, PKCS12, MODERN", "EC_P256, PKCS12, LEGACY", "EC_P256, JKS, MODERN",
			"RSA_2048, PKCS12, MODERN", "ED25519, PKCS12, MODERN", "ED448, PKCS12, MODERN" })
	void servesKeystoresThroughTheKeyManagerOfTheJdk(KeyAlgorithm algorithm, Format format, Encryption encryption)
			throws Exception {
		TestChain made = TestChain.of(algorithm);
		Bundle bundle = this.bundles.make(new BundleOrder(format, encryption, Secret.of(PASSWORD), "shop.test"),
				made.key(), made.chain());
		try (SSLServerSocket server = server(bundle)) {
			CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serveOne(server));
			assertThat(chainServedAt(server.getLocalPort(), made)).hasSize(2)
				.first()
				.isEqualTo(certificate(made.leaf()));
			served.join();
		}
	}

	private Path configuration(int port) throws IOException {
		return Files.writeString(this.folder.resolve("nginx.conf"), """
				pid nginx.pid;
				worker_processes 1;
				events { worker_connections 16; }
				http {
					access_log off;
					client_body_temp_path body;
					proxy_temp_path proxy;
					fastcgi_temp_path fastcgi;
					uwsgi_temp_path uwsgi;
					scgi_temp_path scgi;
					server {
						listen 127.0.0.1:%d ssl;
						ssl_certificate shop.test.pem;
						ssl_certificate_key shop.test.pem;
						ssl_protocols TLSv1.2 TLSv1.3;
						return 200 "here";
					}
				}
				""".formatted(port));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static SSLServerSocket server(Bundle bundle) throws Exception {
		KeyStore keystore = KeyStore.getInstance(bundle.order().format().name());
		keystore.load(new ByteArrayInputStream(bundle.bytes()), PASSWORD.toCharArray());
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keystore, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	private static void serveOne(SSLServerSocket server) {
		try (SSLSocket socket = (SSLSocket) server.accept()) {
			socket.startHandshake();
			socket.getInputStream().read();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Certificate> chainServedAt(int port, TestChain made) throws Exception {
		try (Socket plain = new Socket()) {
			plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
			plain.setSoTimeout(10_000);
			try (SSLSocket socket = (SSLSocket) trusting(made.root()).getSocketFactory()
				.createSocket(plain, "shop.test", port, true)) {
				SSLParameters parameters = socket.getSSLParameters();
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
				socket.setSSLParameters(parameters);
				socket.startHandshake();
				return List.of(socket.getSession().getPeerCertificates());
			}
		}
	}

	private static SSLContext trusting(byte[] root) throws Exception {
		KeyStore anchors = KeyStore.getInstance("PKCS12");
		anchors.load(null, null);
		anchors.setCertificateEntry("root", certificate(root));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(anchors);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static Certificate certificate(byte[] der) throws Exception {
		return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
	}

}
