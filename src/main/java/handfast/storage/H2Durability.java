package handfast.storage;

import java.sql.Connection;
import java.sql.Statement;

import javax.sql.DataSource;

import handfast.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * One thread issues {@code CHECKPOINT SYNC} for all who wait. {@code WRITE_DELAY=0} hands
 * a commit to the operating system, and only this brings it to the disk (security §2.1).
 */
final class H2Durability implements Durability, AutoCloseable {

	private final DataSource dataSource;

	private final Commits commits;

	private final Thread thread = Thread.ofPlatform().daemon().name("durability").unstarted(this::run);

	// Guarded by this.
	private long wanted;

	private long begun;

	private long done;

	private @Nullable Throwable failure;

	private long failedUpTo;

	private boolean closed;

	H2Durability(DataSource dataSource, Commits commits) {
		this.dataSource = dataSource;
		this.commits = commits;
		this.thread.start();
	}

	@Override
	public void await() {
		awaitNextCheckpoint();
		this.commits.waited();
	}

	@Override
	public void begin() {
		this.commits.forget();
	}

	@Override
	public void awaitTheRest() {
		if (!this.commits.allWaitedFor()) {
			await();
		}
	}

	private synchronized void awaitNextCheckpoint() {
		// A checkpoint that runs already may have begun before our commit: ours is the
		// next one.
		long mine = this.begun + 1;
		this.wanted = Math.max(this.wanted, mine);
		notifyAll();
		while (this.done < mine && !this.closed) {
			waitInterruptibly();
		}
		Throwable ex = this.failure;
		if (this.done < mine || (ex != null && this.failedUpTo >= mine)) {
			throw new DataAccessResourceFailureException("The database could not be forced to disk", ex);
		}
	}

	private void run() {
		while (awaitWish()) {
			Throwable outcome = checkpoint();
			finish(outcome);
		}
	}

	private synchronized boolean awaitWish() {
		while (this.wanted <= this.begun && !this.closed) {
			waitInterruptibly();
		}
		this.begun++;
		return !this.closed;
	}

	private @Nullable Throwable checkpoint() {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CHECKPOINT SYNC");
			return null;
		}
		catch (Throwable ex) {
			// An error too: were this thread to end, all would wait for ever.
			return ex;
		}
	}

	private synchronized void finish(@Nullable Throwable outcome) {
		this.done = this.begun;
		if (outcome != null) {
			this.failure = outcome;
			this.failedUpTo = this.begun;
		}
		notifyAll();
	}

	private void waitInterruptibly() {
		try {
			wait();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ProblemType.DATABASE_UNAVAILABLE.because("The service is stopping; ask again in a moment.");
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

}
