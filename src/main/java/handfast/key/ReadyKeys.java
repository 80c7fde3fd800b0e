package handfast.key;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import handfast.x509.KeyAlgorithm;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * RSA keys made while nobody waits for one, wrapped like any other and under the id they
 * will have. A key is taken in a transaction of its own: what its taker does later may be
 * undone, the taking never.
 */
class ReadyKeys {

	private static final Set<KeyAlgorithm> SIZES = EnumSet.of(KeyAlgorithm.RSA_2048, KeyAlgorithm.RSA_3072,
			KeyAlgorithm.RSA_4096);

	private final SubjectKeyRows rows;

	private final TransactionOperations ownTransaction;

	private final int wanted;

	ReadyKeys(SubjectKeyRows rows, TransactionOperations ownTransaction, KeySettings settings) {
		this.rows = rows;
		this.ownTransaction = ownTransaction;
		this.wanted = settings.readyRsa();
	}

	/**
	 * A key that nobody else gets, on any node.
	 */
	Optional<SubjectKey> take(KeyAlgorithm algorithm) {
		if (this.wanted == 0) {
			return Optional.empty();
		}
		return this.rows.oldestReady(algorithm).stream().filter(this::claim).findFirst();
	}

	void add(SubjectKey key) {
		this.rows.insertReady(key);
	}

	/**
	 * A size of which there are fewer than wanted.
	 */
	Optional<KeyAlgorithm> missing() {
		return SIZES.stream()
			.filter((size) -> wanted(size) > 0 && this.rows.countReady(size) < wanted(size))
			.findFirst();
	}

	private boolean claim(SubjectKey key) {
		try {
			return Boolean.TRUE.equals(this.ownTransaction.execute((status) -> this.rows.deleteReady(key.id())));
		}
		catch (ConcurrencyFailureException ex) {
			return false;
		}
	}

	private int wanted(KeyAlgorithm size) {
		return (size == KeyAlgorithm.RSA_4096) ? (this.wanted + 1) / 2 : this.wanted;
	}

}
