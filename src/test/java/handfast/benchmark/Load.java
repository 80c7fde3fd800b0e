package handfast.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Several clients at once, each asking again as soon as it is answered: first to warm up,
 * then measured.
 */
final class Load {

	static final int CLIENTS = 8;

	private Load() {
	}

	/**
	 * Makes a client for each thread and runs it over and over.
	 * @param maker makes a client's request; a request that throws ends the measurement
	 */
	static Figures measure(Maker maker) throws Exception {
		return measure(CLIENTS, Benchmark.seconds(), maker);
	}

	static Figures measure(int clients, int seconds, Maker maker) throws Exception {
		List<Request> requests = new ArrayList<>();
		try {
			for (int i = 0; i < clients; i++) {
				requests.add(maker.make(i));
			}
			run(requests, seconds);
			return run(requests, seconds);
		}
		finally {
			for (Request request : requests) {
				request.close();
			}
		}
	}

	private static Figures run(List<Request> requests, int seconds) throws Exception {
		long start = System.nanoTime();
		long end = start + TimeUnit.SECONDS.toNanos(seconds);
		List<Callable<long[]>> clients = requests.stream()
			.map((request) -> (Callable<long[]>) () -> repeat(request, end))
			.toList();
		try (ExecutorService threads = Executors.newFixedThreadPool(requests.size())) {
			LongStream.Builder all = LongStream.builder();
			for (Future<long[]> client : threads.invokeAll(clients)) {
				Arrays.stream(client.get()).forEach(all);
			}
			return new Figures(all.build().sorted().toArray(), System.nanoTime() - start);
		}
	}

	private static long[] repeat(Request request, long end) throws Exception {
		LongStream.Builder nanos = LongStream.builder();
		for (long now = System.nanoTime(); now < end;) {
			request.send();
			long answered = System.nanoTime();
			nanos.add(answered - now);
			now = answered;
		}
		return nanos.build().toArray();
	}

	/**
	 * Makes what one client does.
	 */
	interface Maker {

		Request make(int client) throws Exception;

	}

	/**
	 * One client's request, sent and answered.
	 */
	interface Request extends AutoCloseable {

		void send() throws Exception;

		@Override
		default void close() throws Exception {
		}

	}

	/**
	 * @param nanos of each request, sorted
	 */
	record Figures(long[] nanos, long elapsed) {

		double perSecond() {
			return this.nanos.length / (this.elapsed / 1e9);
		}

		double millis(double quantile) {
			return this.nanos[(int) Math.min(this.nanos.length - 1, this.nanos.length * quantile)] / 1e6;
		}

		@Override
		public String toString() {
			return String.format("%,9.0f/s   p50 %7.2f ms   p99 %7.2f ms", perSecond(), millis(0.5), millis(0.99));
		}

	}

}
