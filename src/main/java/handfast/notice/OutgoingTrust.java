package handfast.notice;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import handfast.authority.Authorities;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.SystemAnchors;

import org.springframework.stereotype.Component;

/**
 * Whom we talk TLS with: servers with a certificate for the name that was asked for,
 * under the system's roots or our own. The strict path checker judges, by our clock; the
 * JDK's checks are not asked (security §8).
 */
@Component
class OutgoingTrust {

	private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

	private final Authorities authorities;

	private final Clock clock;

	OutgoingTrust(Authorities authorities, Clock clock) {
		this.authorities = authorities;
		this.clock = clock;
	}

	SSLSocketFactory sockets() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new Judge() }, null);
			return context.getSocketFactory();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void judge(X509Certificate[] chain, String host) throws CertificateException {
		List<byte[]> sent = new ArrayList<>();
		for (X509Certificate certificate : chain) {
			sent.add(certificate.getEncoded());
		}
		List<byte[]> anchors = new ArrayList<>(SystemAnchors.all());
		anchors.addAll(this.authorities.anchors());
		PathVerdict verdict = PathChecker
			.check(new PathQuery(sent, anchors, this.clock.instant(), host, SERVER_AUTH, null));
		if (!verdict.trusted()) {
			throw new CertificateException(
					"the certificate of " + host + " is not good: " + (verdict.findings().isEmpty()
							? "it leads to no root that is trusted" : verdict.findings().getFirst().cause()));
		}
	}

	/**
	 * Refuses whatever it does not know the server's name of.
	 */
	private final class Judge extends X509ExtendedTrustManager {

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
				throws CertificateException {
			if (!(socket instanceof SSLSocket tls)) {
				throw new CertificateException("No TLS");
			}
			judge(chain, tls.getHandshakeSession().getPeerHost());
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			judge(chain, engine.getHandshakeSession().getPeerHost());
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("The server has no name");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
				throws CertificateException {
			throw new CertificateException("We are no server here");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			throw new CertificateException("We are no server here");
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			throw new CertificateException("We are no server here");
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
