package handfast.handshake;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root and an issuing CA that live in memory for one demonstration. Nobody trusts them
 * but its own client; the keys of the real CAs are nowhere near.
 */
final class ThrowAwayAuthority {

	static final String MARK = "O=Handfast demonstration";

	private static final X500Name ROOT = new X500Name("CN=Throw-away Root," + MARK);

	private static final X500Name ISSUING = new X500Name("CN=Throw-away Issuing CA," + MARK);

	private final Provider provider;

	private final SecureRandom random;

	private final KeyAlgorithm kind;

	private final KeyPair key;

	private final byte[] root;

	private final byte[] issuing;

	ThrowAwayAuthority(Provider provider, SecureRandom random, KeyAlgorithm kind, Instant now) {
		this.provider = provider;
		this.random = random;
		this.kind = kind;
		Date from = Date.from(now.minus(Duration.ofDays(400)));
		Date until = Date.from(now.plus(Duration.ofDays(400)));
		try {
			KeyPair rootKey = generate(kind);
			this.key = generate(kind);
			X509v3CertificateBuilder top = new JcaX509v3CertificateBuilder(ROOT, serialNumber(), from, until, ROOT,
					rootKey.getPublic());
			this.root = signAuthority(top, new BasicConstraints(true), rootKey.getPublic(), rootKey);
			X509v3CertificateBuilder below = new JcaX509v3CertificateBuilder(ROOT, serialNumber(), from, until, ISSUING,
					this.key.getPublic());
			this.issuing = signAuthority(below, new BasicConstraints(0), this.key.getPublic(), rootKey);
		}
		catch (GeneralSecurityException | OperatorCreationException | IOException ex) {
			throw new IllegalStateException("No throw-away CA could be made", ex);
		}
	}

	/**
	 * DER of what a client has to trust.
	 */
	byte[] root() {
		return this.root;
	}

	/**
	 * A certificate with its key, and the chain up to the root.
	 * @param name a DNS name
	 */
	Issued issue(KeyAlgorithm algorithm, String name, KeyPurposeId purpose, Instant from, Instant until) {
		try {
			KeyPair pair = generate(algorithm);
			X509v3CertificateBuilder leaf = new JcaX509v3CertificateBuilder(ISSUING, serialNumber(), Date.from(from),
					Date.from(until), new X500Name("CN=" + name + "," + MARK), pair.getPublic());
			int usage = KeyUsage.digitalSignature | (algorithm.isRsa() ? KeyUsage.keyEncipherment : 0);
			leaf.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
			leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
			leaf.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
			return new Issued(pair.getPrivate(), List.of(sign(leaf, pair.getPublic(), this.key), this.issuing));
		}
		catch (GeneralSecurityException | OperatorCreationException | IOException ex) {
			throw new IllegalStateException("No throw-away certificate could be made", ex);
		}
	}

	private byte[] signAuthority(X509v3CertificateBuilder certificate, BasicConstraints constraints, PublicKey subject,
			KeyPair by) throws GeneralSecurityException, OperatorCreationException, IOException {
		certificate.addExtension(Extension.basicConstraints, true, constraints);
		certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		return sign(certificate, subject, by);
	}

	private byte[] sign(X509v3CertificateBuilder certificate, PublicKey subject, KeyPair by)
			throws GeneralSecurityException, OperatorCreationException, IOException {
		JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
		certificate.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(subject));
		certificate.addExtension(Extension.authorityKeyIdentifier, false,
				ids.createAuthorityKeyIdentifier(by.getPublic()));
		String algorithm = this.kind.isMlDsa() ? this.kind.label() : "SHA256withECDSA";
		return certificate
			.build(new JcaContentSignerBuilder(algorithm).setProvider(this.provider)
				.setSecureRandom(this.random)
				.build(by.getPrivate()))
			.getEncoded();
	}

	private KeyPair generate(KeyAlgorithm algorithm) throws GeneralSecurityException {
		String name = algorithm.isEc() ? "EC" : algorithm.isRsa() ? "RSA" : algorithm.label();
		KeyPairGenerator generator = KeyPairGenerator.getInstance(name, this.provider);
		if (algorithm.isEc()) {
			generator.initialize(new ECGenParameterSpec(algorithm.label().replace("EC-", "").replace("P", "P-")),
					this.random);
		}
		else if (algorithm.isRsa()) {
			generator.initialize(Integer.parseInt(algorithm.label().substring("RSA-".length())), this.random);
		}
		return generator.generateKeyPair();
	}

	private BigInteger serialNumber() {
		return new BigInteger(126, this.random).setBit(126);
	}

	/**
	 * @param chain DER, leaf and issuing CA
	 */
	record Issued(PrivateKey privateKey, List<byte[]> chain) {

		@Override
		public String toString() {
			return "Issued[" + this.chain.size() + " certificates]";
		}

	}

}
