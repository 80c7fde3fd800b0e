package handfast.key;

/**
 * A private key at rest: the data key under the key-encryption key, and the key under the
 * data key, both AES-256-GCM (security §5.1).
 */
public record WrappedKey(byte[] dataKey, byte[] ciphertext) {

	@Override
	public String toString() {
		return "***";
	}

}
