package handfast.authority;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How the keys of CAs sign.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5758#section-3.2 RFC 5758 §3.2
 * @spec https://www.rfc-editor.org/rfc/rfc4055#section-5 RFC 4055 §5
 * @spec https://www.rfc-editor.org/rfc/rfc8410#section-3 RFC 8410 §3
 * @spec https://www.rfc-editor.org/rfc/rfc9881#section-2 RFC 9881 §2
 */
final class SignatureAlgorithms {

	private SignatureAlgorithms() {
	}

	/**
	 * RSA takes NULL for its parameters, all others none at all.
	 */
	static AlgorithmIdentifier identifier(KeyAlgorithm algorithm) {
		return switch (algorithm) {
			case EC_P256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
			case EC_P384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
			case EC_P521 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA512);
			case RSA_2048, RSA_3072, RSA_4096 ->
				new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
			case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
			case ED448 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed448);
			case ML_DSA_44 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_44);
			case ML_DSA_65 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65);
			case ML_DSA_87 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_87);
		};
	}

	/**
	 * As the Java cryptography architecture names it.
	 */
	static String jcaName(KeyAlgorithm algorithm) {
		return switch (algorithm) {
			case EC_P256 -> "SHA256withECDSA";
			case EC_P384 -> "SHA384withECDSA";
			case EC_P521 -> "SHA512withECDSA";
			case RSA_2048, RSA_3072, RSA_4096 -> "SHA256withRSA";
			case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> algorithm.label();
		};
	}

}
