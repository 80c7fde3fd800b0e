package handfast.key;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * The signatures that the gate takes as proof of possession: SHA-256 or better, each with
 * the one encoding that its standard wants (NULL for RSA, absent for all others but PSS).
 *
 * @spec https://www.rfc-editor.org/rfc/rfc4055#section-5 RFC 4055 §5
 * @spec https://www.rfc-editor.org/rfc/rfc5758#section-3.2 RFC 5758 §3.2
 * @spec https://www.rfc-editor.org/rfc/rfc8410#section-3 RFC 8410 §3
 * @spec https://www.rfc-editor.org/rfc/rfc9881#section-3 RFC 9881 §3
 */
enum SignatureAlgorithm {

	RSA_SHA256("SHA256withRSA", "RSA"), RSA_SHA384("SHA384withRSA", "RSA"), RSA_SHA512("SHA512withRSA", "RSA"),
	PSS_SHA256("SHA256withRSAandMGF1", "RSA"), PSS_SHA384("SHA384withRSAandMGF1", "RSA"),
	PSS_SHA512("SHA512withRSAandMGF1", "RSA"), ECDSA_SHA256("SHA256withECDSA", "EC"),
	ECDSA_SHA384("SHA384withECDSA", "EC"), ECDSA_SHA512("SHA512withECDSA", "EC"), ED25519("Ed25519", "Ed25519"),
	ED448("Ed448", "Ed448"), ML_DSA_44("ML-DSA-44", "ML-DSA-44"), ML_DSA_65("ML-DSA-65", "ML-DSA-65"),
	ML_DSA_87("ML-DSA-87", "ML-DSA-87");

	private final String jcaName;

	private final String keyName;

	private final AlgorithmIdentifier identifier;

	private final byte[] der;

	SignatureAlgorithm(String jcaName, String keyName) {
		this.jcaName = jcaName;
		this.keyName = keyName;
		this.identifier = new DefaultSignatureAlgorithmIdentifierFinder().find(jcaName);
		this.der = der(this.identifier);
	}

	/**
	 * The one that reads exactly so, parameters and all.
	 */
	static Optional<SignatureAlgorithm> find(AlgorithmIdentifier identifier) {
		byte[] der = der(identifier);
		return Arrays.stream(values()).filter((known) -> Arrays.equals(known.der, der)).findFirst();
	}

	/**
	 * The one that a key of this kind signs its requests by.
	 */
	static SignatureAlgorithm usualFor(KeyAlgorithm key) {
		return switch (key) {
			case EC_P256 -> ECDSA_SHA256;
			case EC_P384 -> ECDSA_SHA384;
			case EC_P521 -> ECDSA_SHA512;
			case RSA_2048, RSA_3072, RSA_4096 -> RSA_SHA256;
			case ED25519 -> ED25519;
			case ED448 -> ED448;
			case ML_DSA_44 -> ML_DSA_44;
			case ML_DSA_65 -> ML_DSA_65;
			case ML_DSA_87 -> ML_DSA_87;
		};
	}

	boolean isPss() {
		return name().startsWith("PSS_");
	}

	boolean fits(KeyAlgorithm key) {
		return CryptoProviders.jcaName(key).equals(this.keyName);
	}

	/**
	 * Whether only the parameters of a known algorithm are wrong.
	 */
	static boolean knowsOid(AlgorithmIdentifier identifier) {
		return Arrays.stream(values())
			.anyMatch((known) -> known.identifier.getAlgorithm().equals(identifier.getAlgorithm()));
	}

	String jcaName() {
		return this.jcaName;
	}

	private static byte[] der(AlgorithmIdentifier identifier) {
		try {
			return identifier.getEncoded(ASN1Encoding.DER);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
