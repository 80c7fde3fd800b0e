package handfast.storage;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Knows whether a thread has waited for the disk since its last commit.
 */
final class Commits implements TransactionExecutionListener {

	// One for each thread, for good: to remove and set it anew cost more than the wait's
	// own code.
	private final ThreadLocal<AtomicBoolean> waited = ThreadLocal.withInitial(AtomicBoolean::new);

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
		this.waited.get().setPlain(false);
	}

	void forget() {
		this.waited.get().setPlain(false);
	}

	void waited() {
		this.waited.get().setPlain(true);
	}

	boolean allWaitedFor() {
		return this.waited.get().getPlain();
	}

}
