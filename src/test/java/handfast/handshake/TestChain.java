package handfast.handshake;

import java.io.ByteArrayInputStream;
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
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

import handfast.x509.KeyAlgorithm;
import handfast.x509.ObservedName;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A root, an issuing CA and a leaf, made in memory.
 */
record TestChain(KeyPair key, byte[] leaf, byte[] issuing, byte[] root) {

	static final Provider PROVIDER = new BouncyCastleProvider();

	private static final Ca ROOT = Ca.root("CN=Test Root");

	private static final Ca ISSUING = ROOT.issuing("CN=Test Issuing");

	private static final Ca OTHER_ROOT = Ca.root("CN=Other Root");

	private static final Map<KeyAlgorithm, KeyPair> KEYS = new ConcurrentHashMap<>();

	static TestChain of(KeyAlgorithm algorithm, String... names) {
		return of(algorithm, Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(90)), names);
	}

	static TestChain of(KeyAlgorithm algorithm, Instant from, Instant until, String... names) {
		KeyPair key = KEYS.computeIfAbsent(algorithm, TestChain::generate);
		return new TestChain(key, ISSUING.leaf(key, from, until, names), ISSUING.der(), ROOT.der());
	}

	static byte[] otherRoot() {
		return OTHER_ROOT.der();
	}

	PrivateKey privateKey() {
		return this.key.getPrivate();
	}

	/**
	 * As a Java server has it; null for a key that the JDK's TLS does not know.
	 */
	@Nullable X509ExtendedKeyManager keyManager() {
		return keyManager(privateKey());
	}

	@Nullable X509ExtendedKeyManager keyManager(PrivateKey other) {
		if (other.getAlgorithm().startsWith("ML-DSA")) {
			return null;
		}
		try {
			CertificateFactory factory = CertificateFactory.getInstance("X.509");
			X509Certificate[] certificates = new X509Certificate[2];
			for (int i = 0; i < 2; i++) {
				certificates[i] = (X509Certificate) factory
					.generateCertificate(new ByteArrayInputStream(chain().get(i)));
			}
			KeyStore store = KeyStore.getInstance("JKS");
			store.load(null, null);
			store.setKeyEntry("key",
					KeyFactory.getInstance(other.getAlgorithm())
						.generatePrivate(new PKCS8EncodedKeySpec(new PrivateKeyInfo(
								PrivateKeyInfo.getInstance(other.getEncoded()).getPrivateKeyAlgorithm(),
								PrivateKeyInfo.getInstance(other.getEncoded()).parsePrivateKey())
							.getEncoded())),
					new char[0], certificates);
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(store, new char[0]);
			return (X509ExtendedKeyManager) managers.getKeyManagers()[0];
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	List<byte[]> chain() {
		return List.of(this.leaf, this.issuing);
	}

	static KeyPair generate(KeyAlgorithm algorithm) {
		try {
			String label = algorithm.label();
			if (algorithm.isEc()) {
				KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
				generator.initialize(new java.security.spec.ECGenParameterSpec(label.replace("EC-P", "P-")));
				return generator.generateKeyPair();
			}
			if (algorithm.isRsa()) {
				KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", PROVIDER);
				generator.initialize(Integer.parseInt(label.substring(4)));
				return generator.generateKeyPair();
			}
			return KeyPairGenerator.getInstance(label, PROVIDER).generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static ObservedName name(String value) {
		if (value.contains("@")) {
			return new ObservedName("email", value);
		}
		return new ObservedName(value.matches("[0-9.]+|.*:.*") ? "ip" : "dns", value);
	}

	record Ca(KeyPair key, X500Name name, byte[] der) {

		static Ca root(String name) {
			KeyPair key = generate(KeyAlgorithm.EC_P256);
			X500Name dn = new X500Name(name);
			return new Ca(key, dn, sign(key, dn, key, dn, Instant.now().minusSeconds(86400),
					Instant.now().plusSeconds(86400 * 365L), true));
		}

		Ca issuing(String name) {
			KeyPair key = generate(KeyAlgorithm.EC_P256);
			X500Name dn = new X500Name(name);
			return new Ca(key, dn, sign(this.key, this.name, key, dn, Instant.now().minusSeconds(86400),
					Instant.now().plusSeconds(86400 * 300L), true));
		}

		byte[] leaf(KeyPair leafKey, Instant from, Instant until, String... names) {
			return sign(this.key, this.name, leafKey, new X500Name("CN=" + names[0]), from, until, false, names);
		}

		private static byte[] sign(KeyPair issuerKey, X500Name issuer, KeyPair key, X500Name subject, Instant from,
				Instant until, boolean ca, String... names) {
			try {
				JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
				var builder = new JcaX509v3CertificateBuilder(issuer,
						new BigInteger(126, new SecureRandom()).setBit(126), Date.from(from), Date.from(until), subject,
						key.getPublic());
				builder.addExtension(Extension.authorityKeyIdentifier, false,
						ids.createAuthorityKeyIdentifier(issuerKey.getPublic()));
				if (ca) {
					builder.addExtension(Extension.subjectKeyIdentifier, false,
							ids.createSubjectKeyIdentifier(key.getPublic()));
					builder.addExtension(Extension.basicConstraints, true,
							issuer.equals(subject) ? new BasicConstraints(true) : new BasicConstraints(0));
					builder.addExtension(Extension.keyUsage, true,
							new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
				}
				else {
					builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature
							| (key.getPublic().getAlgorithm().equals("RSA") ? KeyUsage.keyEncipherment : 0)));
					builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
							new KeyPurposeId[] { KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth }));
					builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(
							java.util.Arrays.stream(names).map(Ca::generalName).toArray(GeneralName[]::new)));
				}
				return builder
					.build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(PROVIDER)
						.build(issuerKey.getPrivate()))
					.getEncoded();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static GeneralName generalName(String value) {
			ObservedName name = TestChain.name(value);
			return switch (name.type()) {
				case "ip" -> new GeneralName(GeneralName.iPAddress, value);
				case "email" -> new GeneralName(GeneralName.rfc822Name, value);
				default -> new GeneralName(GeneralName.dNSName, value);
			};
		}

	}

}
