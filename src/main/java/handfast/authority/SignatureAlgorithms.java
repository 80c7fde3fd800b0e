package handfast.authority;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How the keys of CAs sign.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5758#section-3.2 RFC 5758 §3.2
 */
final class SignatureAlgorithms {

	private SignatureAlgorithms() {
	}

	/**
	 * ECDSA takes no parameters, not even NULL.
	 */
	static AlgorithmIdentifier identifier(KeyAlgorithm algorithm) {
		return switch (algorithm) {
			case EC_P256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
			case EC_P384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
			default -> throw new IllegalArgumentException("No CA key of ours: " + algorithm.label());
		};
	}

	/**
	 * As the Java cryptography architecture names it.
	 */
	static String jcaName(KeyAlgorithm algorithm) {
		return switch (algorithm) {
			case EC_P256 -> "SHA256withECDSA";
			case EC_P384 -> "SHA384withECDSA";
			default -> throw new IllegalArgumentException("No CA key of ours: " + algorithm.label());
		};
	}

	static String curve(KeyAlgorithm algorithm) {
		return switch (algorithm) {
			case EC_P256 -> "secp256r1";
			case EC_P384 -> "secp384r1";
			default -> throw new IllegalArgumentException("No CA key of ours: " + algorithm.label());
		};
	}

}
