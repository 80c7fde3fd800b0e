package handfast.key;

import java.security.KeyPair;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.KeyAlgorithm;

/**
 * Where RSA keys are made: a few threads of its own, so that one core is always left for
 * all else, and a measured mean per size that tells how long a newcomer would wait
 * (security §3.7).
 */
class RsaPool implements AutoCloseable {

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private final Function<KeyAlgorithm, KeyPair> maker;

	private final int threads;

	private final ThreadPoolExecutor executor;

	// Nanoseconds; what they start with was measured on two cores
	private final Map<KeyAlgorithm, Double> means = new EnumMap<>(
			Map.of(KeyAlgorithm.RSA_2048, 100e6, KeyAlgorithm.RSA_3072, 350e6, KeyAlgorithm.RSA_4096, 1_000e6));

	private final Map<KeyAlgorithm, Integer> underWay = new EnumMap<>(KeyAlgorithm.class);

	RsaPool(Function<KeyAlgorithm, KeyPair> maker, int threads) {
		this.maker = maker;
		this.threads = threads;
		this.executor = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				Thread.ofPlatform().name("rsa-", 0).daemon().factory());
	}

	/**
	 * Makes a key pair and waits for it.
	 * @throws Problem {@code BUSY} where that would take over 10 s
	 */
	KeyPair make(KeyAlgorithm algorithm) {
		Future<KeyPair> future = enqueue(algorithm);
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			// The key is made all the same, so that the count of those under way stays
			// right
			Thread.currentThread().interrupt();
			throw busy(LONGEST_WAIT);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("No RSA key could be made", ex);
		}
	}

	/**
	 * Whether nobody waits and nothing is being made.
	 */
	boolean idle() {
		return underWay() == 0;
	}

	/**
	 * How many keys are being made or waited for.
	 */
	synchronized int underWay() {
		return this.underWay.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private synchronized Future<KeyPair> enqueue(KeyAlgorithm algorithm) {
		Duration wait = waitFor(algorithm);
		if (wait.compareTo(LONGEST_WAIT) > 0) {
			throw busy(wait.minus(LONGEST_WAIT));
		}
		try {
			Future<KeyPair> future = this.executor.submit(() -> measured(algorithm));
			this.underWay.merge(algorithm, 1, Integer::sum);
			return future;
		}
		catch (RejectedExecutionException ex) {
			// The service is ending
			throw busy(LONGEST_WAIT);
		}
	}

	private KeyPair measured(KeyAlgorithm algorithm) {
		long start = System.nanoTime();
		try {
			return this.maker.apply(algorithm);
		}
		finally {
			done(algorithm, System.nanoTime() - start);
		}
	}

	private synchronized void done(KeyAlgorithm algorithm, long nanos) {
		this.underWay.merge(algorithm, -1, Integer::sum);
		// The last dozen keys or so weigh most, so that a machine that slows down is seen
		this.means.merge(algorithm, (double) nanos, (mean, latest) -> mean + (latest - mean) / 12);
	}

	private Duration waitFor(KeyAlgorithm algorithm) {
		double ahead = 0;
		for (Map.Entry<KeyAlgorithm, Integer> entry : this.underWay.entrySet()) {
			ahead += entry.getValue() * mean(entry.getKey());
		}
		return Duration.ofNanos((long) (ahead / this.threads + mean(algorithm)));
	}

	private double mean(KeyAlgorithm algorithm) {
		return this.means.getOrDefault(algorithm, 0.0);
	}

	private static Problem busy(Duration until) {
		Duration retryAfter = until.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
		return ProblemType.BUSY
			.because("So many RSA keys are being made that this one would take over 10 s; try again in "
					+ retryAfter.toSeconds() + " s, or ask for EC-P256, which is made at once.")
			.retryAfter(retryAfter);
	}

}
