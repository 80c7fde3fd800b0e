package handfast.authority;

import java.util.UUID;

import handfast.key.WrappedKey;
import handfast.key.Wrapping;
import handfast.x509.KeyAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * A CA's key as its row holds it.
 *
 * @param keyId subject key identifier, hex
 * @param spki DER of the public key
 * @param wrapped null once it is destroyed
 * @param certificate id of the newest certificate for it, null while there is none
 */
record CaKey(UUID id, UUID authority, Authority.Kind kind, String keyId, KeyAlgorithm algorithm, byte[] spki,
		@Nullable WrappedKey wrapped, @Nullable UUID certificate, State state) {

	/**
	 * Whether it may sign.
	 */
	enum State {

		USABLE, DESTROYED

	}

	/**
	 * Names the row in the encryption, so that a key moved to another CA does not open.
	 */
	static String aad(UUID authority, String keyId) {
		return KeyLabels.ofCa(authority, keyId);
	}

	/**
	 * The root's key has a key of its own around it (security §5.1).
	 */
	Wrapping.Kek kek() {
		return (this.kind == Authority.Kind.ROOT) ? Wrapping.Kek.ROOT : Wrapping.Kek.MAIN;
	}

	@Override
	public String toString() {
		return "CaKey[" + this.id + ", " + this.keyId + "]";
	}

}
