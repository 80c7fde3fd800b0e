package handfast.x509;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The roots that this system trusts, as its Java knows them. Read once, when first asked
 * for.
 */
public final class SystemAnchors {

	private SystemAnchors() {
	}

	/**
	 * DER of each.
	 */
	public static List<byte[]> all() {
		return Read.ANCHORS;
	}

	private static final class Read {

		static final List<byte[]> ANCHORS = read();

		private static List<byte[]> read() {
			try {
				TrustManagerFactory factory = TrustManagerFactory
					.getInstance(TrustManagerFactory.getDefaultAlgorithm());
				factory.init((KeyStore) null);
				List<byte[]> anchors = new ArrayList<>();
				for (X509TrustManager manager : Arrays.stream(factory.getTrustManagers())
					.filter(X509TrustManager.class::isInstance)
					.map(X509TrustManager.class::cast)
					.toList()) {
					for (X509Certificate anchor : manager.getAcceptedIssuers()) {
						anchors.add(anchor.getEncoded());
					}
				}
				return List.copyOf(anchors);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("The system's trust store can't be read", ex);
			}
		}

	}

}
