package handfast.validation;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import handfast.validation.KeyVerdict.Known;
import handfast.validation.KeyVerdict.Refused;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;
import org.jspecify.annotations.Nullable;

/**
 * Whether a public key is one of the eleven that Handfast certifies, with exactly the
 * bytes that its standard wants. An allow-list: whatever is not named here is refused.
 * Stricter than the standards: three RSA sizes, one exponent, three curves, uncompressed
 * points, and no Edwards point of small or mixed order.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc3279#section-2.3.1 RFC 3279 §2.3.1
 * @spec https://www.rfc-editor.org/rfc/rfc5480#section-2 RFC 5480 §2
 * @spec https://www.rfc-editor.org/rfc/rfc8410#section-4 RFC 8410 §4
 * @spec https://www.rfc-editor.org/rfc/rfc9881#section-4 RFC 9881 §4
 */
public final class KeyRules {

	private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

	private static final Map<ASN1ObjectIdentifier, Curve> CURVES = Map.of(SECObjectIdentifiers.secp256r1,
			new Curve(KeyAlgorithm.EC_P256, "P-256"), SECObjectIdentifiers.secp384r1,
			new Curve(KeyAlgorithm.EC_P384, "P-384"), SECObjectIdentifiers.secp521r1,
			new Curve(KeyAlgorithm.EC_P521, "P-521"));

	private static final Map<ASN1ObjectIdentifier, Plain> PLAIN = Map.of(EdECObjectIdentifiers.id_Ed25519,
			new Plain(KeyAlgorithm.ED25519, Ed25519.PUBLIC_KEY_SIZE), EdECObjectIdentifiers.id_Ed448,
			new Plain(KeyAlgorithm.ED448, Ed448.PUBLIC_KEY_SIZE), NISTObjectIdentifiers.id_ml_dsa_44,
			new Plain(KeyAlgorithm.ML_DSA_44, 1312), NISTObjectIdentifiers.id_ml_dsa_65,
			new Plain(KeyAlgorithm.ML_DSA_65, 1952), NISTObjectIdentifiers.id_ml_dsa_87,
			new Plain(KeyAlgorithm.ML_DSA_87, 2592));

	private KeyRules() {
	}

	/**
	 * What kind of key this is, or why it is refused. Throws for no input.
	 */
	public static KeyVerdict check(SubjectPublicKeyInfo key) {
		ASN1ObjectIdentifier oid = key.getAlgorithm().getAlgorithm();
		ASN1Encodable parameters = key.getAlgorithm().getParameters();
		if (key.getPublicKeyData().getPadBits() != 0) {
			return new Refused(Code.KEY_PARAMETERS, "does not end on a whole octet");
		}
		byte[] bytes = key.getPublicKeyData().getOctets();
		if (PKCSObjectIdentifiers.rsaEncryption.equals(oid)) {
			return checkRsa(parameters, bytes);
		}
		if (X9ObjectIdentifiers.id_ecPublicKey.equals(oid)) {
			return checkEc(parameters, bytes);
		}
		Plain plain = PLAIN.get(oid);
		if (plain == null) {
			return new Refused(Code.KEY_UNKNOWN, "has the algorithm " + oid + ", which is not certified here");
		}
		return plain.check(parameters, bytes);
	}

	/**
	 * The modulus of an RSA key that these rules know, empty for any other key.
	 */
	static Optional<BigInteger> rsaModulus(SubjectPublicKeyInfo key) {
		if (check(key) instanceof Known(KeyAlgorithm algorithm) && algorithm.isRsa()) {
			return Optional.of(RSAPublicKey.getInstance(key.getPublicKeyData().getOctets()).getModulus());
		}
		return Optional.empty();
	}

	private static KeyVerdict checkRsa(@Nullable ASN1Encodable parameters, byte[] bytes) {
		// RFC 3279 §2.3.1: the parameters are NULL, neither absent nor anything else
		if (!DERNull.INSTANCE.equals(parameters)) {
			return new Refused(Code.KEY_PARAMETERS, "is an RSA key whose parameters are not NULL");
		}
		RSAPublicKey key;
		try {
			key = RSAPublicKey.getInstance(bytes);
			if (!Arrays.equals(key.getEncoded(ASN1Encoding.DER), bytes)) {
				return new Refused(Code.KEY_PARAMETERS, "is an RSA key that is not DER");
			}
		}
		catch (IOException | RuntimeException ex) {
			return new Refused(Code.KEY_PARAMETERS, "is an RSA key that can't be read");
		}
		if (!EXPONENT.equals(key.getPublicExponent())) {
			return new Refused(Code.KEY_EXPONENT, "is an RSA key whose exponent is not 65537");
		}
		return switch (key.getModulus().bitLength()) {
			case 2048 -> new Known(KeyAlgorithm.RSA_2048);
			case 3072 -> new Known(KeyAlgorithm.RSA_3072);
			case 4096 -> new Known(KeyAlgorithm.RSA_4096);
			default -> new Refused(Code.KEY_SIZE,
					"is an RSA key of " + key.getModulus().bitLength() + " bits; 2048, 3072 and 4096 are taken");
		};
	}

	private static KeyVerdict checkEc(@Nullable ASN1Encodable parameters, byte[] bytes) {
		// RFC 5480 §2.1.1: a named curve; neither implicit nor specified ones
		if (!(parameters instanceof ASN1ObjectIdentifier oid)) {
			return new Refused(Code.KEY_PARAMETERS, "is an EC key whose curve is not named by its OID");
		}
		Curve curve = CURVES.get(oid);
		if (curve == null) {
			return new Refused(Code.KEY_UNKNOWN,
					"is an EC key on the curve " + oid + "; P-256, P-384 and P-521 are taken");
		}
		return curve.check(bytes);
	}

	private record Curve(KeyAlgorithm algorithm, String name, ECCurve curve) {

		Curve(KeyAlgorithm algorithm, String name) {
			this(algorithm, name, CustomNamedCurves.getByName(name).getCurve());
		}

		KeyVerdict check(byte[] point) {
			int length = 1 + 2 * ((this.curve.getFieldSize() + 7) / 8);
			// SEC 1 §2.3.3: 04 says uncompressed; infinity is a single 00
			if (point.length != length || point[0] != 0x04) {
				return new Refused(Code.KEY_PARAMETERS,
						"is a " + this.name + " key that is not an uncompressed point of " + length + " octets");
			}
			try {
				this.curve.decodePoint(point);
				return new Known(this.algorithm);
			}
			catch (RuntimeException ex) {
				return new Refused(Code.KEY_NOT_ON_CURVE, "is a point that is not on " + this.name);
			}
		}

	}

	/**
	 * A key that is a string of octets, without parameters.
	 */
	private record Plain(KeyAlgorithm algorithm, int length) {

		KeyVerdict check(@Nullable ASN1Encodable parameters, byte[] bytes) {
			if (parameters != null) {
				return new Refused(Code.KEY_PARAMETERS,
						"is of the kind " + this.algorithm.label() + ", which has no parameters");
			}
			if (bytes.length != this.length) {
				return new Refused(Code.KEY_PARAMETERS, "is of the kind " + this.algorithm.label() + " and has "
						+ bytes.length + " octets in place of " + this.length);
			}
			if (!onCurve(bytes)) {
				return new Refused(Code.KEY_NOT_ON_CURVE,
						"is not a point of full order on the curve of " + this.algorithm.label());
			}
			return new Known(this.algorithm);
		}

		private boolean onCurve(byte[] bytes) {
			return switch (this.algorithm) {
				case ED25519 -> Ed25519.validatePublicKeyFull(bytes, 0);
				case ED448 -> Ed448.validatePublicKeyFull(bytes, 0);
				default -> true;
			};
		}

	}

}
