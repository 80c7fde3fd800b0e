package handfast.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * Puts requests together piece by piece, so that each piece can be wrong.
 */
final class Requests {

	private static final KeyPairs PAIRS = new KeyPairs(KeyFixture.PROVIDERS, new SecureRandom());

	private static final KeyPair EC = pair(KeyAlgorithm.EC_P256);

	private int version;

	private ASN1Encodable subject = new X500Name("CN=shop.test");

	private KeyPair pair = EC;

	private ASN1Encodable publicKey = SubjectPublicKeyInfo.getInstance(EC.getPublic().getEncoded());

	private String signature = "SHA256withECDSA";

	private AlgorithmIdentifier signatureAlgorithm = new DefaultSignatureAlgorithmIdentifierFinder()
		.find(this.signature);

	private final List<ASN1Encodable> attributes = new ArrayList<>();

	private final List<ASN1Encodable> extensions = new ArrayList<>();

	static Requests request() {
		return new Requests();
	}

	static Requests request(KeyAlgorithm algorithm) {
		KeyPair pair = pair(algorithm);
		return new Requests().key(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
			.signedBy(pair, SignatureAlgorithm.usualFor(algorithm).jcaName());
	}

	static KeyPair pair(KeyAlgorithm algorithm) {
		return PAIRS.make(algorithm);
	}

	Requests version(int version) {
		this.version = version;
		return this;
	}

	Requests subject(ASN1Encodable subject) {
		this.subject = subject;
		return this;
	}

	Requests key(ASN1Encodable key) {
		this.publicKey = key;
		return this;
	}

	Requests signedBy(KeyPair pair, String algorithm) {
		this.pair = pair;
		this.signature = algorithm;
		this.signatureAlgorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
		return this;
	}

	Requests signatureAlgorithm(AlgorithmIdentifier identifier) {
		this.signatureAlgorithm = identifier;
		return this;
	}

	Requests attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
		this.attributes.add(new DERSequence(new ASN1Encodable[] { type, new DERSet(values) }));
		return this;
	}

	Requests extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
		try {
			return extension(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Requests extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
		ASN1EncodableVector extension = new ASN1EncodableVector();
		extension.add(oid);
		if (critical) {
			extension.add(ASN1Boolean.TRUE);
		}
		extension.add(new DEROctetString(value));
		return rawExtension(new DERSequence(extension));
	}

	Requests rawExtension(ASN1Encodable extension) {
		this.extensions.add(extension);
		return this;
	}

	Requests names(GeneralName... names) {
		return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
	}

	Requests dns(String... names) {
		GeneralName[] all = new GeneralName[names.length];
		for (int i = 0; i < names.length; i++) {
			all[i] = new GeneralName(GeneralName.dNSName, names[i]);
		}
		return names(all);
	}

	byte[] der() {
		try {
			byte[] info = info();
			byte[] signed = sign(info);
			return new DERSequence(new ASN1Encodable[] { ASN1Sequence.getInstance(info), this.signatureAlgorithm,
					new DERBitString(signed) })
				.getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String pem() {
		return pem(der());
	}

	static String pem(byte[] der) {
		return "-----BEGIN CERTIFICATE REQUEST-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der)
				+ "\n-----END CERTIFICATE REQUEST-----\n";
	}

	private byte[] info() throws IOException {
		List<ASN1Encodable> all = new ArrayList<>(this.attributes);
		if (!this.extensions.isEmpty()) {
			all.add(new DERSequence(new ASN1Encodable[] { PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
					new DERSet(new DERSequence(this.extensions.toArray(ASN1Encodable[]::new))) }));
		}
		return new DERSequence(new ASN1Encodable[] { new ASN1Integer(this.version), this.subject, this.publicKey,
				new DERTaggedObject(false, 0, new DERSet(all.toArray(ASN1Encodable[]::new))) })
			.getEncoded(ASN1Encoding.DER);
	}

	private byte[] sign(byte[] info) {
		try {
			Signature signer = Signature.getInstance(this.signature, KeyFixture.PROVIDERS.bouncyCastle());
			signer.initSign(this.pair.getPrivate());
			signer.update(info);
			return signer.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
