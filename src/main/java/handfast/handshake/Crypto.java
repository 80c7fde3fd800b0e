package handfast.handshake;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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
	 * For handshakes with strangers, which go on past a bad certificate.
	 */
	JcaTlsCrypto lenient() {
		return this.lenient;
	}

	Credentials credentials(PrivateKey key, List<byte[]> chain) {
		return Credentials.of(this.tls, this.provider, key, chain);
	}

	/**
	 * A server certificate that exists in memory alone, for proofs in which the client's
	 * certificate is what counts.
	 */
	Credentials throwAway(Instant now) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", this.provider);
			generator.initialize(new ECGenParameterSpec("P-256"), this.random);
			KeyPair key = generator.generateKeyPair();
			X500Name name = new X500Name("CN=handfast proof server");
			byte[] der = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(now),
					Date.from(now.plus(Duration.ofDays(3650))), name, key.getPublic())
				.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(this.provider)
					.build(key.getPrivate()))
				.getEncoded();
			return credentials(key.getPrivate(), List.of(der));
		}
		catch (GeneralSecurityException | OperatorCreationException | CertIOException ex) {
			throw new IllegalStateException("No certificate for proofs could be made", ex);
		}
		catch (java.io.IOException ex) {
			throw new IllegalStateException("No certificate for proofs could be made", ex);
		}
	}

}
