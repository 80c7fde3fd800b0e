package handfast.x509;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * The eleven kinds of key that Handfast certifies, by the names of its REST API.
 */
public enum KeyAlgorithm {

	EC_P256("EC-P256"), EC_P384("EC-P384"), EC_P521("EC-P521"), RSA_2048("RSA-2048"), RSA_3072("RSA-3072"),
	RSA_4096("RSA-4096"), ED25519("Ed25519"), ED448("Ed448"), ML_DSA_44("ML-DSA-44"), ML_DSA_65("ML-DSA-65"),
	ML_DSA_87("ML-DSA-87");

	private final String label;

	KeyAlgorithm(String label) {
		this.label = label;
	}

	public String label() {
		return this.label;
	}

	public boolean isRsa() {
		return name().startsWith("RSA");
	}

	public boolean isEc() {
		return name().startsWith("EC_");
	}

	public boolean isMlDsa() {
		return name().startsWith("ML_DSA");
	}

	public static Optional<KeyAlgorithm> find(String label) {
		return Arrays.stream(values()).filter((algorithm) -> algorithm.label.equals(label)).findFirst();
	}

	/**
	 * The kind of a public key; empty for any other, and where parameters, size or length
	 * are not exact. Says nothing on whether the key is a good one.
	 * @spec https://www.rfc-editor.org/rfc/rfc3279#section-2.3.1 RFC 3279 §2.3.1
	 * @spec https://www.rfc-editor.org/rfc/rfc5480#section-2.1.1 RFC 5480 §2.1.1
	 * @spec https://www.rfc-editor.org/rfc/rfc8410#section-3 RFC 8410 §3
	 * @spec https://www.rfc-editor.org/rfc/rfc9881#section-4 RFC 9881 §4
	 */
	public static Optional<KeyAlgorithm> of(SubjectPublicKeyInfo key) {
		AlgorithmIdentifier algorithm = key.getAlgorithm();
		ASN1ObjectIdentifier kind = algorithm.getAlgorithm();
		byte[] octets = key.getPublicKeyData().getOctets();
		if (key.getPublicKeyData().getPadBits() != 0) {
			return Optional.empty();
		}
		if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
			return DERNull.INSTANCE.equals(algorithm.getParameters()) ? ofModulus(octets) : Optional.empty();
		}
		if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
			return ofPoint(algorithm.getParameters(), octets);
		}
		return (algorithm.getParameters() == null) ? ofLength(kind, octets.length) : Optional.empty();
	}

	private static Optional<KeyAlgorithm> ofModulus(byte[] octets) {
		try {
			return switch (RSAPublicKey.getInstance(octets).getModulus().bitLength()) {
				case 2048 -> Optional.of(RSA_2048);
				case 3072 -> Optional.of(RSA_3072);
				case 4096 -> Optional.of(RSA_4096);
				default -> Optional.empty();
			};
		}
		catch (RuntimeException ex) {
			return Optional.empty();
		}
	}

	private static Optional<KeyAlgorithm> ofPoint(@Nullable ASN1Encodable curve, byte[] octets) {
		// RFC 5480 §2.2: uncompressed is what everyone reads, and all we take.
		if (octets.length == 0 || octets[0] != 4) {
			return Optional.empty();
		}
		if (SECObjectIdentifiers.secp256r1.equals(curve)) {
			return Optional.of(EC_P256).filter((any) -> octets.length == 65);
		}
		if (SECObjectIdentifiers.secp384r1.equals(curve)) {
			return Optional.of(EC_P384).filter((any) -> octets.length == 97);
		}
		return Optional.of(EC_P521)
			.filter((any) -> SECObjectIdentifiers.secp521r1.equals(curve) && octets.length == 133);
	}

	private static Optional<KeyAlgorithm> ofLength(ASN1ObjectIdentifier kind, int length) {
		Map<ASN1ObjectIdentifier, KeyAlgorithm> kinds = Map.of(EdECObjectIdentifiers.id_Ed25519, ED25519,
				EdECObjectIdentifiers.id_Ed448, ED448, NISTObjectIdentifiers.id_ml_dsa_44, ML_DSA_44,
				NISTObjectIdentifiers.id_ml_dsa_65, ML_DSA_65, NISTObjectIdentifiers.id_ml_dsa_87, ML_DSA_87);
		return Optional.ofNullable(kinds.get(kind)).filter((algorithm) -> length == switch (algorithm) {
			case ED25519 -> 32;
			case ED448 -> 57;
			case ML_DSA_44 -> 1312;
			case ML_DSA_65 -> 1952;
			default -> 2592;
		});
	}

	/**
	 * The labels, comma separated, for error messages.
	 */
	public static String labels() {
		return Arrays.stream(values()).map(KeyAlgorithm::label).collect(Collectors.joining(", "));
	}

}
