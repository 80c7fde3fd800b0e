package handfast.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Commits the small writes of threads that arrive together in one transaction: while one
 * commits the others queue up, and whoever is next takes all of them along, and waits a
 * moment for those on their way. A commit costs H2 about as much for eight writes as for
 * one. On PostgreSQL each commits alone: it takes rows of several connections at once and
 * gathers their commits itself, and rows sent one after the other over one connection
 * take longer than that saves.
 */
public class GroupCommit {

	// Bounds the transaction, and with it how long the next ones wait.
	private static final int MOST = 64;

	private final TransactionOperations transactions;

	private final Commits commits;

	private final boolean together;

	private final long longestWait;

	private final Queue<Write<?>> waiting = new ConcurrentLinkedQueue<>();

	private final Lock turn = new ReentrantLock();

	private final AtomicInteger onTheWay = new AtomicInteger();

	private volatile @Nullable Thread gatherer;

	/**
	 * @param longestWait for writes on their way; null commits each alone
	 */
	GroupCommit(TransactionOperations transactions, Commits commits, @Nullable Duration longestWait) {
		this.transactions = transactions;
		this.commits = commits;
		this.together = longestWait != null;
		this.longestWait = (longestWait != null) ? longestWait.toNanos() : 0;
	}

	/**
	 * Runs what comes to {@link #write} soon: commits wait for it, for 3 ms at most.
	 */
	public <T> T onTheWay(Supplier<T> work) {
		this.onTheWay.incrementAndGet();
		try {
			return work.get();
		}
		finally {
			this.onTheWay.decrementAndGet();
			LockSupport.unpark(this.gatherer);
		}
	}

	/**
	 * Runs both in one transaction, perhaps in another thread and beside the writes of
	 * others, and returns when it is committed; where the caller has a transaction
	 * already, in that. What fails here fails alone: the others are written without it.
	 * @param rows what is written; run again in a transaction of its own where a
	 * neighbour's write failed
	 * @param last what follows when the rows of all are written, just before the commit
	 * @return what {@code last} gave
	 */
	public <T> T write(Runnable rows, Supplier<T> last) {
		Write<T> write = new Write<>(rows, last);
		if (!this.together || TransactionSynchronizationManager.isActualTransactionActive()) {
			commit(List.of(write));
			return write.result();
		}
		this.waiting.add(write);
		LockSupport.unpark(this.gatherer);
		this.turn.lock();
		try {
			while (!write.done) {
				gather();
				commit(next());
			}
		}
		finally {
			this.turn.unlock();
			// Another thread may have committed for this one.
			this.commits.forget();
		}
		return write.result();
	}

	int waiting() {
		return this.waiting.size();
	}

	private void gather() {
		this.gatherer = Thread.currentThread();
		long begun = System.nanoTime();
		long left = this.longestWait;
		while (left > 0 && moreAreToCome() && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(this, left);
			left = this.longestWait - (System.nanoTime() - begun);
		}
		this.gatherer = null;
	}

	private boolean moreAreToCome() {
		return this.waiting.size() < Math.min(this.onTheWay.get(), MOST);
	}

	private List<Write<?>> next() {
		List<Write<?>> together = new ArrayList<>();
		for (Write<?> write = this.waiting.poll(); write != null; write = this.waiting.poll()) {
			together.add(write);
			if (together.size() == MOST) {
				break;
			}
		}
		return together;
	}

	// Never throws: whoever commits for others must not fail for them.
	private void commit(List<Write<?>> together) {
		try {
			this.transactions.executeWithoutResult((status) -> {
				together.forEach((write) -> write.rows.run());
				together.forEach(Write::finish);
			});
			together.forEach((write) -> write.done = true);
		}
		catch (Throwable ex) {
			if (together.size() == 1) {
				together.getFirst().fail(ex);
				return;
			}
			together.forEach((write) -> commit(List.of(write)));
		}
	}

	/**
	 * Read and written under the lock, but for the result, which its own thread reads
	 * after it held the lock.
	 */
	private static final class Write<T> {

		private final Runnable rows;

		private final Supplier<T> last;

		private @Nullable T value;

		private @Nullable Throwable failure;

		private boolean done;

		private Write(Runnable rows, Supplier<T> last) {
			this.rows = rows;
			this.last = last;
		}

		private void finish() {
			this.value = this.last.get();
		}

		private void fail(Throwable ex) {
			this.failure = ex;
			this.done = true;
		}

		@SuppressWarnings("NullAway") // a write that is done without failure has its
										// value
		private T result() {
			switch (this.failure) {
				case null -> {
					return this.value;
				}
				case RuntimeException ex -> throw ex;
				case Error ex -> throw ex;
				default -> throw new IllegalStateException(this.failure);
			}
		}

	}

}
