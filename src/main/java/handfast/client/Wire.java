package handfast.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * HTTP to one service; whatever keeps it from answering becomes a sentence.
 */
final class Wire implements AutoCloseable {

	private static final Duration CONNECT = Duration.ofSeconds(10);

	// A certificate with a large RSA key on a busy machine.
	private static final Duration ANSWER = Duration.ofMinutes(2);

	private static final long LARGEST = 64_000_000;

	private final URI service;

	private final Progress progress;

	private final HttpClient http;

	Wire(URI service, SSLContext tls, Progress progress) {
		this.service = service;
		this.progress = progress;
		this.http = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.sslContext(tls)
			.connectTimeout(CONNECT)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
	}

	/**
	 * Trust in this certificate alone.
	 * @param root DER
	 */
	static SSLContext trusting(byte[] root) {
		try {
			KeyStore anchors = KeyStore.getInstance("PKCS12");
			anchors.load(null, null);
			anchors.setCertificateEntry("root",
					CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(root)));
			TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
			trust.init(anchors);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw ClientFailure.notUnderstood("The root that was kept is no certificate: log in again.");
		}
	}

	/**
	 * Sends it and waits.
	 * @param what it does, told where that takes long
	 * @throws ClientFailure where nothing answers, or not who should
	 */
	Answer send(HttpRequest.Builder request, String what) {
		return this.progress.during(what, () -> send(request.timeout(ANSWER).build()));
	}

	/**
	 * Ends its threads: the JVM waits 0.3 s at its end for one that is in a system call.
	 */
	@Override
	public void close() {
		this.http.shutdownNow();
	}

	private Answer send(HttpRequest request) {
		try {
			HttpResponse<byte[]> response = this.http.send(request,
					BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
			return new Answer(response.statusCode(), response.headers(), response.body());
		}
		catch (ConnectException | HttpConnectTimeoutException ex) {
			throw ClientFailure.unreachable("Nothing answers at " + this.service
					+ ": start the service, or log in with the address where it is.");
		}
		catch (HttpTimeoutException ex) {
			throw ClientFailure.unreachable(this.service + " has not answered within " + ANSWER.toMinutes()
					+ " minutes; whether it was done, the command status tells.");
		}
		catch (SSLException ex) {
			throw notSecured(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			throw ClientFailure.unreachable(
					"The connection to " + this.service + " broke off; whether it was done, the command status tells.");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ClientFailure.unreachable("Interrupted while waiting for " + this.service + ".");
		}
	}

	private ClientFailure notSecured(String message) {
		// The JDK tells these apart by words alone.
		if (message.contains("No subject alternative") || message.contains("No name matching")) {
			return ClientFailure.notTrusted("The service at " + this.service
					+ " has a certificate for other names: log in with one that it holds, or add this one to its setting"
					+ " handfast.host-names.");
		}
		if (message.contains("PKIX path validation failed")) {
			return ClientFailure.notTrusted("The certificate of " + this.service
					+ " is not good at this time: compare this machine's clock, and look at the service's log.");
		}
		if (message.contains("PKIX") || message.contains("certificate")) {
			return ClientFailure
				.notTrusted(this.service + " shows a certificate that is not under the root of your login:"
						+ " no token was sent. If the service was set up anew, log in again with its new fingerprint.");
		}
		return ClientFailure.unreachable(this.service
				+ " does not speak TLS as it should: name the HTTPS door, such as https://localhost:8443.");
	}

	/**
	 * What came back.
	 */
	record Answer(int status, HttpHeaders headers, byte[] body) {

		String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

		@Override
		public String toString() {
			return "Answer[" + this.status + ", " + this.body.length + " bytes]";
		}

	}

}
