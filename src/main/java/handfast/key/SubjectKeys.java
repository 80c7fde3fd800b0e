package handfast.key;

import java.security.PrivateKey;
import java.util.UUID;

import handfast.x509.KeyAlgorithm;

/**
 * Key pairs of end entities: made, stored wrapped, opened, erased.
 */
public interface SubjectKeys {

	/**
	 * Makes a key pair; nothing is stored yet.
	 * @throws handfast.problem.Problem {@code BUSY} where an RSA key would wait over 10 s
	 */
	SubjectKey generate(KeyAlgorithm algorithm);

	/**
	 * The public key of an accepted CSR, or {@code held} already here.
	 */
	SubjectKey of(CheckedCsr csr);

	/**
	 * Writes the key's row. Takes part in the caller's transaction.
	 */
	void store(SubjectKey key);

	SubjectKey require(UUID id);

	/**
	 * Opens the private key, as a Bouncy Castle provider's key.
	 */
	PrivateKey open(SubjectKey key);

	/**
	 * Destroys the data key. Takes part in the caller's transaction.
	 */
	void erase(UUID id);

}
