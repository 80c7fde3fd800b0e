package handfast.handshake;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.KeyManager;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * The cryptography of all our handshakes, shared by them. The provider is an instance of
 * our own: the JVM's list and its policy stay as they are.
 */
final class Crypto {

	private final Provider provider = new BouncyCastleProvider();

	private final SecureRandom random;

	private final JcaTlsCrypto tls;

	Crypto(SecureRandom random) {
		this.random = random;
		// Without a provider of its own it fails on every RSA-PSS signature.
		this.tls = new JcaTlsCryptoProvider().setProvider(this.provider).create(random);
	}

	JcaTlsCrypto tls() {
		return this.tls;
	}

	Credentials credentials(PrivateKey key, List<byte[]> chain) {
		return Credentials.of(this.tls, this.provider, key, chain);
	}

	/**
	 * Servers of the JDK's TLS with the key that the manager has.
	 */
	JsseServers servers(KeyManager keyManager, boolean askForCertificate) {
		return new JsseServers(keyManager, this.random, askForCertificate);
	}

	/**
	 * A server certificate that exists in memory alone.
	 */
	ThrowAway throwAway(Instant now) {
		return ThrowAway.make(this, this.provider, this.random, now);
	}

}
