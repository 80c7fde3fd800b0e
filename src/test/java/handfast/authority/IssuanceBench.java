package handfast.authority;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many certificates the gate issues a second, durably, with 8 threads on H2. Not a
 * test: {@code main} takes the seconds to run.
 */
final class IssuanceBench {

	private static final int THREADS = 8;

	private IssuanceBench() {
	}

	static void main(String[] args) throws Exception {
		int seconds = (args.length > 0) ? Integer.parseInt(args[0]) : 20;
		Path home = Files.createTempDirectory("handfast-bench");
		try (AuthorityFixture fixture = AuthorityFixture.onH2(home).establish()) {
			run(fixture, seconds / 2);
			System.out.printf("%.0f issues/s%n", run(fixture, seconds));
		}
	}

	private static double run(AuthorityFixture fixture, int seconds) throws InterruptedException {
		AtomicLong issued = new AtomicLong();
		long begun = System.nanoTime();
		long end = begun + TimeUnit.SECONDS.toNanos(seconds);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(Thread.ofPlatform().start(() -> {
				Order order = fixture.order("bench.shop.test");
				while (System.nanoTime() < end) {
					fixture.authorities().issue(order);
					issued.incrementAndGet();
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return issued.get() / ((System.nanoTime() - begun) / 1e9);
	}

}
