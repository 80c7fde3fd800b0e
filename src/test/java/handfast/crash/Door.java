package handfast.crash;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import handfast.ServiceProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The doors of a service in another process, asked by someone who trusts its root alone.
 */
final class Door implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final int https;

	private final int plain;

	private final String token;

	private final HttpClient client;

	private Door(int https, int plain, String token, HttpClient client) {
		this.https = https;
		this.plain = plain;
		this.token = token;
		this.client = client;
	}

	/**
	 * As the first administrator.
	 */
	static Door of(ServiceProcess service) throws IOException {
		return of(service, service.adminToken());
	}

	static Door of(ServiceProcess service, String token) throws IOException {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.sslContext(trusting(service.home().resolve("root.pem")))
			.connectTimeout(Duration.ofSeconds(10))
			.build();
		return new Door(service.httpsPort(), service.plainPort(), token, client);
	}

	Answer get(String path) throws IOException, InterruptedException {
		return send(request(path).GET().build());
	}

	/**
	 * @param idempotencyKey empty for none
	 */
	Answer post(String path, String body, String idempotencyKey) throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
		if (!idempotencyKey.isEmpty()) {
			request.header("Idempotency-Key", idempotencyKey);
		}
		return send(request.build());
	}

	/**
	 * Without TLS and without a token.
	 */
	Answer plain(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.plain + path))
			.timeout(Duration.ofSeconds(30))
			.build());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("https://localhost:" + this.https + path))
			.timeout(Duration.ofSeconds(60))
			.header("Authorization", "Bearer " + this.token);
	}

	private Answer send(HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<byte[]> response = this.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
		return new Answer(response.statusCode(), response.body());
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	private static SSLContext trusting(Path root) throws IOException {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("root", CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(root))));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * What was answered.
	 */
	record Answer(int status, byte[] body) {

		JsonNode json() {
			return JSON.readTree(this.body);
		}

		@Override
		public String toString() {
			return this.status + " " + new String(this.body, java.nio.charset.StandardCharsets.UTF_8);
		}

	}

}
