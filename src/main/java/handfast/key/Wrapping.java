package handfast.key;

/**
 * Envelope encryption under the installation's key-encryption key, or under the root's
 * own (security §5.1).
 */
public interface Wrapping {

	/**
	 * Encrypts.
	 * @param aad names the row, so that a row moved elsewhere does not open
	 */
	WrappedKey wrap(Kek kek, byte[] plain, String aad);

	byte[] unwrap(Kek kek, WrappedKey wrapped, String aad);

	/**
	 * Which key wraps: {@code MAIN} everything, {@code ROOT} the root CA's key alone.
	 */
	enum Kek {

		MAIN, ROOT

	}

}
