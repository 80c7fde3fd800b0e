package handfast.authority;

import java.util.UUID;

/**
 * What names the row of a key in its encryption, so that a key moved to another CA does
 * not open.
 */
public final class KeyLabels {

	private KeyLabels() {
	}

	/**
	 * Of a CA's key.
	 * @param keyId subject key identifier, hex
	 */
	public static String ofCa(UUID authority, String keyId) {
		return "handfast:cakey:v1:ca=" + authority + ":kid=" + keyId;
	}

	/**
	 * Of a key that signs OCSP answers.
	 */
	public static String ofOcspSigner(UUID authority, UUID certificate) {
		return "handfast:ocspkey:v1:ca=" + authority + ":certificate=" + certificate;
	}

}
