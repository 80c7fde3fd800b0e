package handfast.bundle;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root, an issuing CA and a leaf for {@code shop.test}, its key of the kind that is
 * wanted. One for each kind in a run, because RSA keys take seconds.
 */
public record TestChain(PrivateKey key, byte[] leaf, byte[] issuing, byte[] root) {

	private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

	private static final Map<KeyAlgorithm, TestChain> MADE = new ConcurrentHashMap<>();

	private static final SecureRandom RANDOM = new SecureRandom();

	public static TestChain of(KeyAlgorithm algorithm) {
		return MADE.computeIfAbsent(algorithm, TestChain::make);
	}

	/**
	 * One whose validity is over.
	 */
	public static TestChain expired() {
		return make(KeyAlgorithm.EC_P256, Instant.now().minus(Duration.ofDays(2)));
	}

	/**
	 * As it is delivered.
	 */
	public List<byte[]> chain() {
		return List.of(this.leaf, this.issuing);
	}

	private static TestChain make(KeyAlgorithm algorithm) {
		return make(algorithm, Instant.now().plus(Duration.ofDays(90)));
	}

	private static TestChain make(KeyAlgorithm algorithm, Instant notAfter) {
		try {
			KeyPair root = keyPair(KeyAlgorithm.EC_P256);
			KeyPair issuing = keyPair(KeyAlgorithm.EC_P256);
			KeyPair leaf = keyPair(algorithm);
			Instant later = Instant.now().plus(Duration.ofDays(1000));
			return new TestChain(leaf.getPrivate(),
					certificate("CN=Test Issuing", issuing.getPrivate(), "CN=shop.test", leaf.getPublic(), notAfter,
							false),
					certificate("CN=Test Root", root.getPrivate(), "CN=Test Issuing", issuing.getPublic(), later, true),
					certificate("CN=Test Root", root.getPrivate(), "CN=Test Root", root.getPublic(), later, true));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static KeyPair keyPair(KeyAlgorithm algorithm) throws GeneralSecurityException {
		if (algorithm.isEc()) {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
			generator.initialize(new ECGenParameterSpec(algorithm.label().replace("EC-", "").replace("P", "P-")));
			return generator.generateKeyPair();
		}
		if (algorithm.isRsa()) {
			// The JDK makes RSA keys faster.
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(Integer.parseInt(algorithm.label().substring(4)));
			return generator.generateKeyPair();
		}
		return KeyPairGenerator.getInstance(algorithm.label(), PROVIDER).generateKeyPair();
	}

	private static byte[] certificate(String issuer, PrivateKey signer, String subject, PublicKey key, Instant notAfter,
			boolean ca) throws Exception {
		JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(new X500Name(issuer),
				new BigInteger(126, RANDOM).setBit(126), Date.from(notAfter.minus(Duration.ofDays(1001))),
				Date.from(notAfter), new X500Name(subject), key);
		if (ca) {
			certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
			certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		}
		else {
			certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
			certificate.addExtension(Extension.extendedKeyUsage, false,
					new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
			certificate.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName(GeneralName.dNSName, "shop.test")));
		}
		return certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(PROVIDER).build(signer))
			.getEncoded();
	}

}
