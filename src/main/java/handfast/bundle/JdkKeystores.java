package handfast.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * What a Java server finds in a keystore: its one key and the chain that goes with it.
 */
final class JdkKeystores {

	private JdkKeystores() {
	}

	/**
	 * Opens it with the JDK's own code.
	 * @throws handfast.x509.MalformedException {@code keystore-unreadable} where there is
	 * no key or more than one, or no chain
	 */
	static OpenedBundle read(KeyStore keystore, InputStream bytes, char[] password)
			throws IOException, GeneralSecurityException {
		keystore.load(bytes, password);
		List<String> keys = new ArrayList<>();
		for (String alias : Collections.list(keystore.aliases())) {
			if (keystore.isKeyEntry(alias)) {
				keys.add(alias);
			}
		}
		if (keys.size() != 1) {
			throw Bundles.unreadable("It must hold one private key and holds " + keys.size());
		}
		String alias = keys.getFirst();
		Certificate[] chain = keystore.getCertificateChain(alias);
		if (chain == null || !(keystore.getKey(alias, password) instanceof PrivateKey key)) {
			throw Bundles.unreadable("Its private key has no certificate chain");
		}
		return new OpenedBundle(PortableKeys.read(key), Arrays.stream(chain).map(X509Certificate.class::cast).toList(),
				isKnownToTls(key) ? keyManager(keystore, password) : null);
	}

	/**
	 * Whether the JDK's TLS has a signature scheme for the key; it has none for ML-DSA.
	 */
	static boolean isKnownToTls(PrivateKey key) {
		return !key.getAlgorithm().startsWith("ML-DSA");
	}

	private static X509ExtendedKeyManager keyManager(KeyStore keystore, char[] password)
			throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keystore, password);
		for (KeyManager manager : factory.getKeyManagers()) {
			if (manager instanceof X509ExtendedKeyManager extended) {
				return extended;
			}
		}
		throw Bundles.unreadable("Java makes no key manager of it");
	}

	static X509Certificate[] certificates(List<byte[]> chain) throws GeneralSecurityException {
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		X509Certificate[] certificates = new X509Certificate[chain.size()];
		for (int i = 0; i < certificates.length; i++) {
			certificates[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(chain.get(i)));
		}
		return certificates;
	}

}
