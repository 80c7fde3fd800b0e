package handfast.access;

import java.util.Optional;
import java.util.UUID;

/**
 * Remembers for 24 h which request made which thing. Controllers take an
 * {@code Optional<IdempotencyKey>} parameter; the module that makes the thing calls
 * {@link #claim} in the transaction that writes its intent.
 */
public interface Idempotency {

	/**
	 * What an earlier request with this key made, by id.
	 * @throws handfast.problem.Problem {@code IDEMPOTENCY_KEY_REUSED} where the body
	 * differs
	 */
	Optional<UUID> find(IdempotencyKey key);

	/**
	 * Binds the key to what is being made. Takes part in the caller's transaction.
	 * @throws handfast.problem.Problem {@code REQUEST_IN_PROGRESS} where another request
	 * holds it
	 */
	void claim(IdempotencyKey key, UUID made);

	/**
	 * Frees the key, after its intent became an orphan.
	 */
	void release(UUID made);

}
