package handfast.validation;

import handfast.x509.KeyAlgorithm;

/**
 * What {@link KeyRules} says of a public key.
 */
public sealed interface KeyVerdict {

	/**
	 * One of the eleven, exact to the byte.
	 */
	record Known(KeyAlgorithm algorithm) implements KeyVerdict {
	}

	/**
	 * Not to be certified.
	 *
	 * @param code one of the {@code KEY_} codes
	 * @param message what is wrong, with the values seen; to be read after "the key"
	 */
	record Refused(Code code, String message) implements KeyVerdict {
	}

}
