package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * A certificate that is still to be signed, each field open to be spoiled.
 */
class Draft {

	static final AlgorithmIdentifier ECDSA_SHA256 = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

	static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

	ASN1Encodable version = new DERTaggedObject(true, 0, new ASN1Integer(2));

	BigInteger serial = new BigInteger(126, new SecureRandom()).setBit(126);

	AlgorithmIdentifier inner = ECDSA_SHA256;

	AlgorithmIdentifier outer = ECDSA_SHA256;

	X500Name issuer;

	X500Name subject;

	ASN1Encodable notBefore = new DERUTCTime("260101000000Z");

	ASN1Encodable notAfter = new DERUTCTime("260331235959Z");

	SubjectPublicKeyInfo key;

	final Map<ASN1ObjectIdentifier, ASN1Sequence> extensions = new LinkedHashMap<>();

	ASN1Sequence lastExtension;

	PrivateKey signer;

	boolean spoilSignature;

	Draft extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
		ASN1EncodableVector parts = new ASN1EncodableVector();
		parts.add(oid);
		if (critical) {
			parts.add(ASN1Boolean.TRUE);
		}
		parts.add(octets(value));
		this.extensions.put(oid, new DERSequence(parts));
		return this;
	}

	static DEROctetString octets(ASN1Encodable value) {
		try {
			return new DEROctetString(value.toASN1Primitive().getEncoded());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] signed() throws Exception {
		ASN1EncodableVector tbs = new ASN1EncodableVector();
		tbs.add(this.version);
		tbs.add(new ASN1Integer(this.serial));
		tbs.add(this.inner);
		tbs.add(this.issuer);
		tbs.add(new DERSequence(new ASN1Encodable[] { this.notBefore, this.notAfter }));
		tbs.add(this.subject);
		tbs.add(this.key);
		ASN1EncodableVector all = new ASN1EncodableVector();
		this.extensions.values().forEach(all::add);
		if (this.lastExtension != null) {
			all.add(this.lastExtension);
		}
		tbs.add(new DERTaggedObject(true, 3, new DERSequence(all)));
		return sign(new DERSequence(tbs), this.outer, this.signer, this.spoilSignature);
	}

	X509CertificateHolder holder() throws Exception {
		return new X509CertificateHolder(signed());
	}

	static byte[] sign(ASN1Sequence tbs, AlgorithmIdentifier algorithm, PrivateKey signer, boolean spoil)
			throws Exception {
		boolean longer = algorithm.getAlgorithm().equals(X9ObjectIdentifiers.ecdsa_with_SHA512);
		Signature signature = Signature.getInstance(longer ? "SHA512withECDSA" : "SHA256withECDSA", PROVIDER);
		signature.initSign(signer);
		signature.update(tbs.getEncoded());
		byte[] bytes = signature.sign();
		if (spoil) {
			bytes[bytes.length - 1] ^= 1;
		}
		return new DERSequence(new ASN1Encodable[] { tbs, algorithm, new DERBitString(bytes) }).getEncoded();
	}

}
