package handfast.storage;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Knows whether a thread has waited for the disk since its last commit.
 */
final class Commits implements TransactionExecutionListener {

	private final ThreadLocal<@Nullable Boolean> waited = new ThreadLocal<>();

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		this.waited.remove();
	}

	void forget() {
		this.waited.remove();
	}

	void waited() {
		this.waited.set(true);
	}

	boolean allWaitedFor() {
		return this.waited.get() != null;
	}

}
