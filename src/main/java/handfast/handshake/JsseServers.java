package handfast.handshake;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.bouncycastle.tls.ProtocolVersion;

/**
 * Servers of the JDK's own TLS that hold one key, by the key manager that a Java server
 * would make of the same file.
 */
final class JsseServers {

	private final SSLContext context;

	private final boolean asksForCertificate;

	JsseServers(KeyManager keyManager, SecureRandom random, boolean asksForCertificate) {
		this.asksForCertificate = asksForCertificate;
		try {
			this.context = SSLContext.getInstance("TLS", "SunJSSE");
			this.context.init(new KeyManager[] { keyManager }, new TrustManager[] { new JudgedElsewhere() }, random);
		}
		catch (GeneralSecurityException ex) {
			throw new Credentials.Unusable(ex);
		}
	}

	ServerEnd serving(ProtocolVersion version) {
		SSLEngine engine = this.context.createSSLEngine();
		engine.setUseClientMode(false);
		engine.setEnabledProtocols(new String[] { version.equals(ProtocolVersion.TLSv13) ? "TLSv1.3" : "TLSv1.2" });
		engine.setNeedClientAuth(this.asksForCertificate);
		return new JsseServerEnd(engine);
	}

	/**
	 * Lets the handshake go on: the strict path checker judges the chain after it, by our
	 * clock (security §8).
	 */
	private static final class JudgedElsewhere extends X509ExtendedTrustManager {

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
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
