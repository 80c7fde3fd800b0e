package handfast.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA in memory: makes keys of every algorithm, roots, issuing CAs and leaves, and by
 * {@link Draft} any of them with a single thing wrong.
 */
public final class TestAuthority {

	public static final Provider PROVIDER = new BouncyCastleProvider();

	/**
	 * What every certificate of these tests is made around.
	 */
	public static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

	private static final SecureRandom RANDOM = new SecureRandom();

	// Keys are dear, RSA's above all, and one of a kind is enough for most tests.
	private static final Map<KeyAlgorithm, KeyPair> KEYS = new ConcurrentHashMap<>();

	private final X509CertificateHolder certificate;

	private final KeyPair key;

	private TestAuthority(X509CertificateHolder certificate, KeyPair key) {
		this.certificate = certificate;
		this.key = key;
	}

	public static TestAuthority root() {
		return root("CN=Test Root", UnaryOperator.identity());
	}

	public static TestAuthority root(String subject, UnaryOperator<Draft> change) {
		return root(subject, newKey(KeyAlgorithm.EC_P256), change);
	}

	public static TestAuthority root(String subject, KeyPair key, UnaryOperator<Draft> change) {
		Draft draft = new Draft(subject, key).asCa(null);
		draft.issuer = draft.subject;
		draft.signer = key;
		return new TestAuthority(change.apply(draft).make(), key);
	}

	/**
	 * An issuing CA, path length 0.
	 */
	public TestAuthority issuing() {
		return issuing("CN=Test Issuing", UnaryOperator.identity());
	}

	public TestAuthority issuing(String subject, UnaryOperator<Draft> change) {
		return issuing(subject, newKey(KeyAlgorithm.EC_P256), change);
	}

	public TestAuthority issuing(String subject, KeyPair key, UnaryOperator<Draft> change) {
		Draft draft = draft(subject, key).asCa(0);
		return new TestAuthority(change.apply(draft).make(), key);
	}

	/**
	 * A server's certificate for these DNS names.
	 */
	public X509CertificateHolder leaf(String... names) {
		return leaf(UnaryOperator.identity(), names);
	}

	public X509CertificateHolder leaf(UnaryOperator<Draft> change, String... names) {
		return leaf(keyOf(KeyAlgorithm.EC_P256), change, names);
	}

	public X509CertificateHolder leaf(KeyPair key, UnaryOperator<Draft> change, String... names) {
		return change.apply(draft("CN=" + names[0], key).asServer(names)).make();
	}

	public X509CertificateHolder certificate() {
		return this.certificate;
	}

	public byte[] der() {
		return der(this.certificate);
	}

	public KeyPair key() {
		return this.key;
	}

	public static byte[] der(X509CertificateHolder certificate) {
		try {
			return certificate.getEncoded();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The one key of its kind that leaves have here.
	 */
	public static KeyPair keyOf(KeyAlgorithm algorithm) {
		return KEYS.computeIfAbsent(algorithm, TestAuthority::newKey);
	}

	public static KeyPair newKey(KeyAlgorithm algorithm) {
		try {
			return generator(algorithm).generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A key that the contract does not know, for what must be refused: {@code RSA} and a
	 * number of bits, or {@code EC} and a curve's name.
	 */
	public static KeyPair oddKey(String kind, Object size) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(kind, PROVIDER);
			if (size instanceof Integer bits) {
				generator.initialize(bits, RANDOM);
			}
			else {
				generator.initialize(new ECGenParameterSpec(size.toString()), RANDOM);
			}
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Draft draft(String subject, KeyPair key) {
		Draft draft = new Draft(subject, key);
		draft.issuer = this.certificate.getSubject();
		draft.signer = this.key;
		draft.put(Extension.authorityKeyIdentifier, false,
				new BcX509ExtensionUtils().createAuthorityKeyIdentifier(this.certificate.getSubjectPublicKeyInfo()));
		return draft;
	}

	private static KeyPairGenerator generator(KeyAlgorithm algorithm) throws GeneralSecurityException {
		String label = algorithm.label();
		if (algorithm.isRsa()) {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", PROVIDER);
			generator.initialize(Integer.parseInt(label.substring(4)), RANDOM);
			return generator;
		}
		if (algorithm.isEc()) {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
			generator.initialize(new ECGenParameterSpec(label.substring(3).replace("P", "P-")), RANDOM);
			return generator;
		}
		return KeyPairGenerator.getInstance(label, PROVIDER);
	}

	private static String signatureAlgorithm(KeyPair key) {
		KeyAlgorithm algorithm = KeyAlgorithm.of(SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
			.orElse(null);
		if (algorithm == null || algorithm.isRsa() || algorithm.isEc()) {
			return key.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
		}
		return algorithm.label();
	}

	/**
	 * A certificate before it is signed. The fields are there to be spoiled.
	 */
	public static final class Draft {

		public X500Name subject;

		public X500Name issuer;

		public KeyPair key;

		public KeyPair signer;

		/**
		 * The JCA's name of the signature algorithm; null for the usual one.
		 */
		public String signature;

		/**
		 * What the signed part says of it; null for the same.
		 */
		public AlgorithmIdentifier innerSignature;

		public BigInteger serial = new BigInteger(126, RANDOM).setBit(126);

		public Instant notBefore = NOW.minus(Duration.ofDays(1));

		public Instant notAfter = NOW.plus(Duration.ofDays(90));

		/**
		 * 1 leaves the extensions out, as a v1 certificate must.
		 */
		public int version = 3;

		private final List<Extension> extensions = new ArrayList<>();

		private Draft(String subject, KeyPair key) {
			this.subject = new X500Name(subject);
			this.key = key;
		}

		public Draft put(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
			return remove(oid).add(oid, critical, value);
		}

		/**
		 * Adds it even where there is one of the kind.
		 */
		public Draft add(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
			try {
				this.extensions.add(new Extension(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
				return this;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		public Draft remove(ASN1ObjectIdentifier oid) {
			this.extensions.removeIf((extension) -> extension.getExtnId().equals(oid));
			return this;
		}

		public Draft names(GeneralName... names) {
			return put(Extension.subjectAlternativeName, false, new GeneralNames(names));
		}

		public Draft usage(int usage) {
			return put(Extension.keyUsage, true, new KeyUsage(usage));
		}

		public Draft purposes(KeyPurposeId... purposes) {
			return put(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
		}

		public Draft with(java.util.function.Consumer<Draft> change) {
			change.accept(this);
			return this;
		}

		Draft asCa(Integer pathLength) {
			this.notAfter = NOW.plus(Duration.ofDays(3650));
			this.notBefore = NOW.minus(Duration.ofDays(365));
			put(Extension.basicConstraints, true,
					(pathLength != null) ? new BasicConstraints(pathLength) : new BasicConstraints(true));
			put(Extension.subjectKeyIdentifier, false, new BcX509ExtensionUtils()
				.createSubjectKeyIdentifier(SubjectPublicKeyInfo.getInstance(this.key.getPublic().getEncoded())));
			return usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
		}

		Draft asServer(String... names) {
			usage(KeyUsage.digitalSignature);
			purposes(KeyPurposeId.id_kp_serverAuth);
			return names(Arrays.stream(names)
				.map((name) -> new GeneralName(GeneralName.dNSName, name))
				.toArray(GeneralName[]::new));
		}

		/**
		 * Put together by hand, for the library's builder refuses part of what is wrong
		 * here.
		 */
		X509CertificateHolder make() {
			try {
				ContentSigner contentSigner = new JcaContentSignerBuilder(
						(this.signature != null) ? this.signature : signatureAlgorithm(this.signer))
					.setProvider(PROVIDER)
					.build(this.signer.getPrivate());
				DERSequence tbs = tbs(contentSigner.getAlgorithmIdentifier());
				contentSigner.getOutputStream().write(tbs.getEncoded(ASN1Encoding.DER));
				DERSequence whole = new DERSequence(new ASN1Encodable[] { tbs, contentSigner.getAlgorithmIdentifier(),
						new DERBitString(contentSigner.getSignature()) });
				this.encoded = whole.getEncoded(ASN1Encoding.DER);
				return new X509CertificateHolder(this.encoded);
			}
			catch (IOException | OperatorCreationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private byte[] encoded;

		/**
		 * The bytes of what can't be read back.
		 */
		public byte[] encoded() {
			try {
				make();
			}
			catch (IllegalStateException ex) {
				// Such as one with an extension twice: its bytes are all that is wanted.
			}
			return this.encoded;
		}

		private DERSequence tbs(AlgorithmIdentifier algorithm) {
			ASN1EncodableVector tbs = new ASN1EncodableVector();
			if (this.version > 1) {
				tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(this.version - 1)));
			}
			tbs.add(new ASN1Integer(this.serial));
			tbs.add((this.innerSignature != null) ? this.innerSignature : algorithm);
			tbs.add(this.issuer);
			tbs.add(new DERSequence(
					new ASN1Encodable[] { new Time(Date.from(this.notBefore)), new Time(Date.from(this.notAfter)) }));
			tbs.add(this.subject);
			tbs.add(SubjectPublicKeyInfo.getInstance(this.key.getPublic().getEncoded()));
			if (this.version > 1) {
				tbs.add(new DERTaggedObject(true, 3, new DERSequence(this.extensions.toArray(Extension[]::new))));
			}
			return new DERSequence(tbs);
		}

	}

}
