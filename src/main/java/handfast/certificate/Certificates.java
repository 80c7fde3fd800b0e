package handfast.certificate;

import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;

/**
 * The inventory.
 */
public interface Certificates {

	Optional<Certificate> find(UUID id);

	/**
	 * One that the caller may see.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where there is none for this
	 * caller
	 */
	Certificate require(UUID id, Caller caller);

	/**
	 * Keeps the summary of the last proof. Its own transaction.
	 */
	void recordProof(UUID id, Certificate.Proof proof);

}
