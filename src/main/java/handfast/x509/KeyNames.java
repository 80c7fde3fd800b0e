package handfast.x509;

import java.util.Map;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Names of public keys as they are met; ours for the kinds that we know, the OID for
 * others.
 */
public final class KeyNames {

	private static final Map<ASN1ObjectIdentifier, String> NAMES = Map.of(SECObjectIdentifiers.secp256r1, "EC-P256",
			SECObjectIdentifiers.secp384r1, "EC-P384", SECObjectIdentifiers.secp521r1, "EC-P521",
			EdECObjectIdentifiers.id_Ed25519, "Ed25519", EdECObjectIdentifiers.id_Ed448, "Ed448",
			NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA-44", NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA-65",
			NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA-87");

	private KeyNames() {
	}

	/**
	 * The curve of an EC key that clients in general don't offer; null for any other key.
	 */
	public static @Nullable String oddCurve(@Nullable String keyAlgorithm) {
		if (keyAlgorithm == null || !keyAlgorithm.startsWith("EC ")) {
			return null;
		}
		String oid = keyAlgorithm.substring(3);
		String name = ECNamedCurveTable.getName(new ASN1ObjectIdentifier(oid));
		return (name != null) ? name : oid;
	}

	/**
	 * Never throws, whatever the key holds.
	 */
	public static String of(SubjectPublicKeyInfo key) {
		ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
		try {
			if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm)) {
				return "RSA-" + RSAPublicKey.getInstance(key.parsePublicKey()).getModulus().bitLength();
			}
			if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm)) {
				ASN1ObjectIdentifier curve = ASN1ObjectIdentifier.getInstance(key.getAlgorithm().getParameters());
				return NAMES.getOrDefault(curve, "EC " + curve.getId());
			}
		}
		catch (java.io.IOException | RuntimeException ex) {
			return algorithm.getId();
		}
		return NAMES.getOrDefault(algorithm, algorithm.getId());
	}

}
