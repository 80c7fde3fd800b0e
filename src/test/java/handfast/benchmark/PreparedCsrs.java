package handfast.benchmark;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.key.CryptoProviders;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Requests for EC P-256, each with its own key and two names, made before anything is
 * measured and used in turn.
 */
final class PreparedCsrs {

	private static final int MADE = 2000;

	private final List<String> pem = new ArrayList<>();

	private final List<Signed> signed = new ArrayList<>();

	private final AtomicInteger next = new AtomicInteger();

	PreparedCsrs() throws Exception {
		Provider provider = new CryptoProviders().fastest(KeyAlgorithm.EC_P256);
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		for (int i = 0; i < MADE; i++) {
			add(generator.generateKeyPair(), "s" + i + ".bench.test", provider);
		}
	}

	private void add(KeyPair pair, String name, Provider provider) throws Exception {
		GeneralNames names = new GeneralNames(new GeneralName[] { new GeneralName(GeneralName.dNSName, name),
				new GeneralName(GeneralName.dNSName, "www." + name) });
		Extensions extensions = new Extensions(
				new Extension(Extension.subjectAlternativeName, false, names.getEncoded(ASN1Encoding.DER)));
		CertificationRequestInfo info = new CertificationRequestInfo(new X500Name("CN=" + name),
				SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
				new DERSet(new Attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions))));
		byte[] tbs = info.getEncoded(ASN1Encoding.DER);
		Signature signature = Signature.getInstance("SHA256withECDSA", provider);
		signature.initSign(pair.getPrivate());
		signature.update(tbs);
		byte[] value = signature.sign();
		byte[] der = new CertificationRequest(info, new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
				new DERBitString(value))
			.getEncoded(ASN1Encoding.DER);
		this.signed.add(new Signed(pair.getPublic().getEncoded(), tbs, value));
		this.pem.add(pem(der));
	}

	// As it stands within JSON.
	private static String pem(byte[] der) {
		return "-----BEGIN CERTIFICATE REQUEST-----\\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der).replace("\n", "\\n")
				+ "\\n-----END CERTIFICATE REQUEST-----\\n";
	}

	/**
	 * The next as PEM within JSON, its line ends escaped.
	 */
	String next() {
		return this.pem.get(Math.floorMod(this.next.getAndIncrement(), this.pem.size()));
	}

	Signed nextSigned() {
		return this.signed.get(Math.floorMod(this.next.getAndIncrement(), this.signed.size()));
	}

	/**
	 * What a CA verifies of a request.
	 *
	 * @param key subjectPublicKeyInfo
	 */
	record Signed(byte[] key, byte[] bytes, byte[] signature) {
	}

}
