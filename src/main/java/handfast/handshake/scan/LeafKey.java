package handfast.handshake.scan;

import java.util.Map;

import handfast.handshake.wire.Registry;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.NamedGroup;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a server's certificate, as far as TLS cares.
 *
 * @param curve of an EC key as a TLS group; 0 for any other key
 * @param rsaBits 0 for any other key
 */
record LeafKey(int curve, int rsaBits) {

	private static final LeafKey OTHER = new LeafKey(0, 0);

	private static final Map<ASN1ObjectIdentifier, Integer> CURVES = Map.of(SECObjectIdentifiers.secp256r1,
			NamedGroup.secp256r1, SECObjectIdentifiers.secp384r1, NamedGroup.secp384r1, SECObjectIdentifiers.secp521r1,
			NamedGroup.secp521r1, SECObjectIdentifiers.secp256k1, NamedGroup.secp256k1, SECObjectIdentifiers.secp224r1,
			NamedGroup.secp224r1, TeleTrusTObjectIdentifiers.brainpoolP256r1, NamedGroup.brainpoolP256r1,
			TeleTrusTObjectIdentifiers.brainpoolP384r1, NamedGroup.brainpoolP384r1,
			TeleTrusTObjectIdentifiers.brainpoolP512r1, NamedGroup.brainpoolP512r1);

	/**
	 * A key as the report of a handshake calls it: {@code EC-P256}, {@code RSA-2048}.
	 */
	static LeafKey named(String label) {
		if (label.matches("RSA-[0-9]{1,6}")) {
			return new LeafKey(0, Integer.parseInt(label.substring(4)));
		}
		return switch (label) {
			case "EC-P256" -> new LeafKey(NamedGroup.secp256r1, 0);
			case "EC-P384" -> new LeafKey(NamedGroup.secp384r1, 0);
			case "EC-P521" -> new LeafKey(NamedGroup.secp521r1, 0);
			default -> OTHER;
		};
	}

	/**
	 * In the words of the contract where it is RSA or EC; null for another kind.
	 */
	@Nullable String label() {
		if (this.rsaBits > 0) {
			return "RSA-" + this.rsaBits;
		}
		return switch (this.curve) {
			case 0 -> null;
			case NamedGroup.secp256r1 -> "EC-P256";
			case NamedGroup.secp384r1 -> "EC-P384";
			case NamedGroup.secp521r1 -> "EC-P521";
			default -> Registry.group(this.curve);
		};
	}

	static LeafKey of(byte[] certificate) {
		try {
			SubjectPublicKeyInfo key = Certificate.getInstance(certificate).getSubjectPublicKeyInfo();
			AlgorithmIdentifier algorithm = key.getAlgorithm();
			if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
				return new LeafKey(0, RSAPublicKey.getInstance(key.parsePublicKey()).getModulus().bitLength());
			}
			return (algorithm.getParameters() instanceof ASN1ObjectIdentifier curve)
					? new LeafKey(CURVES.getOrDefault(curve, 0), 0) : OTHER;
		}
		// The library throws what it likes on bytes of a stranger.
		catch (java.io.IOException | RuntimeException ex) {
			return OTHER;
		}
	}

}
