package handfast.key;

import org.jspecify.annotations.Nullable;

/**
 * What the database knows of a public key that comes in.
 */
@FunctionalInterface
interface KnownKeys {

	/**
	 * Looks the key up by the SHA-256 of its SPKI, in one statement.
	 */
	Known find(byte[] spkiSha256);

	/**
	 * The answer.
	 *
	 * @param blockedBecause why it is on the block list; null where it is not
	 * @param heldKey the row of its private half; null where that is not held
	 */
	record Known(@Nullable String blockedBecause, @Nullable HeldKey heldKey) {
	}

}
