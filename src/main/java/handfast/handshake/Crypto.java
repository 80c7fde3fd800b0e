package handfast.handshake;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.KeyManager;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;
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

	private final JcaTlsCrypto lenient;

	Crypto(SecureRandom random) {
		this.random = random;
		// Without a provider of its own it fails on every RSA-PSS signature.
		this.tls = new JcaTlsCryptoProvider().setProvider(this.provider).create(random);
		this.lenient = new LenientCrypto(this.provider, random);
	}

	JcaTlsCrypto tls() {
		return this.tls;
	}

	/**
	 * One that remembers the hash of what a key exchange came to, for one end of one
	 * handshake.
	 */
	NotingCrypto noting() {
		return new NotingCrypto(new ProviderJcaJceHelper(this.provider), this.random);
	}

	/**
	 * A CA for one demonstration.
	 * @param kind of its keys
	 */
	ThrowAwayAuthority throwAwayAuthority(KeyAlgorithm kind, Instant now) {
		return new ThrowAwayAuthority(this.provider, this.random, kind, now);
	}

	/**
	 * For handshakes with strangers, which go on past a bad certificate.
	 */
	JcaTlsCrypto lenient() {
		return this.lenient;
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
