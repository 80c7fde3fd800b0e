package handfast.handshake;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed server that exists in memory alone, for proofs in which the client's
 * certificate is what counts, and a root that never signed anything else.
 *
 * @param credentials for Bouncy Castle's TLS
 * @param keyManager for the JDK's
 * @param root its DER
 */
record ThrowAway(Credentials credentials, KeyManager keyManager, byte[] root) {

	static ThrowAway make(Crypto crypto, Provider provider, SecureRandom random, Instant now) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
			generator.initialize(new ECGenParameterSpec("P-256"), random);
			KeyPair key = generator.generateKeyPair();
			X500Name name = new X500Name("CN=handfast proof server");
			byte[] der = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(now),
					Date.from(now.plus(Duration.ofDays(3650))), name, key.getPublic())
				.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(provider).build(key.getPrivate()))
				.getEncoded();
			return new ThrowAway(crypto.credentials(key.getPrivate(), List.of(der)), keyManager(key.getPrivate(), der),
					der);
		}
		catch (GeneralSecurityException | OperatorCreationException | IOException ex) {
			throw new IllegalStateException("No certificate for proofs could be made", ex);
		}
	}

	private static KeyManager keyManager(PrivateKey key, byte[] der) throws GeneralSecurityException, IOException {
		PrivateKey jdks = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
		X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new java.io.ByteArrayInputStream(der));
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("proof", jdks, new char[0], new X509Certificate[] { certificate });
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, new char[0]);
		return factory.getKeyManagers()[0];
	}

	@Override
	public String toString() {
		return "ThrowAway";
	}

}
