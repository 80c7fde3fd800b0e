package handfast;

import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import java.security.cert.Certificate;
import java.security.KeyStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import handfast.x509.Pem;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Some other CA: a root that signs what a CSR asks for. Also makes CSRs for keys that
 * nobody keeps.
 */
public final class ForeignAuthority {

	private final KeyPair key = keyPair();

	private final X509CertificateHolder root;

	public ForeignAuthority(String name) throws Exception {
		X500Name subject = new X500Name("CN=" + name);
		JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
		X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(subject, serial(), hoursFromNow(-1),
				hoursFromNow(24 * 3650), subject, this.key.getPublic())
			.addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
			.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
			.addExtension(Extension.subjectKeyIdentifier, false,
					utils.createSubjectKeyIdentifier(this.key.getPublic()));
		this.root = sign(builder);
	}

	public String rootPem() {
		return pem(this.root);
	}

	/**
	 * Signs what the request asks for, as a public CA would.
	 */
	public String answer(String csr) throws Exception {
		return answer(csr, serial(),
				GeneralNames.fromExtensions(
						new PKCS10CertificationRequest(Pem.read(csr).getFirst().der()).getRequestedExtensions(),
						Extension.subjectAlternativeName));
	}

	/**
	 * Signs whatever serial and names, as a careless CA would.
	 */
	public String answer(String csr, BigInteger serial, GeneralNames names) throws Exception {
		PKCS10CertificationRequest request = new PKCS10CertificationRequest(Pem.read(csr).getFirst().der());
		JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
		X509v3CertificateBuilder builder = new X509v3CertificateBuilder(this.root.getSubject(), serial,
				hoursFromNow(-1), hoursFromNow(24 * 89), request.getSubject(), request.getSubjectPublicKeyInfo())
			.addExtension(Extension.subjectAlternativeName, false, names)
			.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
			.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
			.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(this.root));
		return pem(sign(builder));
	}

	/**
	 * Certifies the CA that asks.
	 */
	public String certify(String csr) throws Exception {
		PKCS10CertificationRequest request = new PKCS10CertificationRequest(Pem.read(csr).getFirst().der());
		return pem(certify(request.getSubject(), request.getSubjectPublicKeyInfo()));
	}

	/**
	 * A CA below this one, with its key and chain as PKCS #12.
	 */
	public byte[] keystoreOfCa(String password) throws Exception {
		KeyPair pair = keyPair();
		X509CertificateHolder ca = certify(new X500Name("CN=Former CA"),
				SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
		store.setKeyEntry("ca", pair.getPrivate(), password.toCharArray(),
				new Certificate[] { converter.getCertificate(ca), converter.getCertificate(this.root) });
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		store.store(file, password.toCharArray());
		return file.toByteArray();
	}

	private X509CertificateHolder certify(X500Name subject, SubjectPublicKeyInfo key) throws Exception {
		JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
		return sign(new X509v3CertificateBuilder(this.root.getSubject(), serial(), hoursFromNow(-1),
				hoursFromNow(24 * 1000), subject, key)
			.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
			.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
			.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(key))
			.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(this.root)));
	}

	/**
	 * A request for these DNS names, of a subject whose CN is the given one.
	 */
	public static String csr(String commonName, String... names) throws Exception {
		KeyPair pair = keyPair();
		JcaPKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(
				new X500Name((commonName != null) ? "CN=" + commonName : ""), pair.getPublic());
		if (names.length > 0) {
			GeneralName[] all = new GeneralName[names.length];
			for (int i = 0; i < names.length; i++) {
				all[i] = new GeneralName(GeneralName.dNSName, names[i]);
			}
			ExtensionsGenerator extensions = new ExtensionsGenerator();
			extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
			builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
		}
		return Pem.write("CERTIFICATE REQUEST",
				builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded());
	}

	/**
	 * A request for one DNS name and one more extension.
	 * @param kind of the key, EC or RSA
	 */
	public static String csrAsking(ASN1ObjectIdentifier extension, ASN1Encodable value, String kind, String name)
			throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
		generator.initialize(kind.equals("EC") ? 256 : 2048);
		KeyPair pair = generator.generateKeyPair();
		ExtensionsGenerator extensions = new ExtensionsGenerator();
		extensions.addExtension(Extension.subjectAlternativeName, false,
				new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
		extensions.addExtension(extension, false, value);
		return Pem.write("CERTIFICATE REQUEST",
				new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + name), pair.getPublic())
					.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
					.build(new JcaContentSignerBuilder("SHA256with" + (kind.equals("EC") ? "ECDSA" : "RSA"))
						.build(pair.getPrivate()))
					.getEncoded());
	}

	private X509CertificateHolder sign(X509v3CertificateBuilder builder) throws OperatorCreationException {
		return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.key.getPrivate()));
	}

	private static KeyPair keyPair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(X509CertificateHolder certificate) {
		try {
			return Pem.certificate(certificate.getEncoded());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static BigInteger serial() {
		return new BigInteger(126, new SecureRandom()).setBit(126);
	}

	private static Date hoursFromNow(long hours) {
		return Date.from(Instant.now().plus(hours, ChronoUnit.HOURS));
	}

}
