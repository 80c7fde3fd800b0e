package handfast.handshake.scan;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs lines of questions beside each other; how many connections there are at once is
 * the asker's to say.
 */
final class Together implements AutoCloseable {

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	<T> Future<T> start(Callable<T> questions) {
		return this.threads.submit(questions);
	}

	static <T> T await(Future<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while scanning", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A scan broke", ex.getCause());
		}
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
