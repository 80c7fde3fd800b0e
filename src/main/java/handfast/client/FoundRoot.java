package handfast.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import handfast.x509.Fingerprint;

/**
 * Fetches the root from a service that nobody trusts yet. The connection proves nothing
 * and carries no secret: what comes is taken where its fingerprint is the one that was
 * given, and thrown away else.
 */
final class FoundRoot {

	// That of GET /truststore.p12, which keeps nothing secret.
	private static final char[] PASSWORD = "changeit".toCharArray();

	private FoundRoot() {
	}

	/**
	 * The DER of the certificate with this fingerprint.
	 * @throws ClientFailure where the service shows another
	 */
	static byte[] fetch(URI service, Fingerprint expected, Progress progress) {
		Wire.Answer answer = answer(service, progress);
		if (answer.status() != 200) {
			throw ClientFailure.unreachable(service + " is not a Handfast: it has no /truststore.p12."
					+ " Name the HTTPS door of the service, such as https://localhost:8443.");
		}
		return find(answer.body(), expected).orElseThrow(() -> ClientFailure.notTrusted("The root that " + service
				+ " shows has another fingerprint than the one you gave: nothing is trusted and no token was sent."
				+ " Take the fingerprint from the service's own machine once more; if it is the same,"
				+ " someone else answers at this address."));
	}

	private static Wire.Answer answer(URI service, Progress progress) {
		try (Wire wire = new Wire(service, trustingAnyone(), progress)) {
			return wire.send(HttpRequest.newBuilder(service.resolve("/truststore.p12")).GET(),
					"Fetching the root certificate");
		}
	}

	private static Optional<byte[]> find(byte[] truststore, Fingerprint expected) {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(new ByteArrayInputStream(truststore), PASSWORD);
			for (String alias : Collections.list(store.aliases())) {
				Certificate certificate = store.getCertificate(alias);
				if (certificate != null && Fingerprint.of(certificate.getEncoded()).equals(expected)) {
					return Optional.of(certificate.getEncoded());
				}
			}
		}
		catch (GeneralSecurityException | IOException ex) {
			// Not a truststore: it holds no such root either.
		}
		return Optional.empty();
	}

	private static SSLContext trustingAnyone() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new Anyone() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Believes every server, under any name.
	 */
	private static final class Anyone extends X509ExtendedTrustManager {

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
