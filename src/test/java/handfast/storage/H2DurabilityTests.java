package handfast.storage;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class H2DurabilityTests {

	private final AtomicInteger checkpoints = new AtomicInteger();

	private final Commits commits = new Commits();

	@Test
	void checkpointsOnceForAllWhoWaitTogether() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (H2Durability durability = new H2Durability(database(() -> {
			first.countDown();
			go.await(10, TimeUnit.SECONDS);
		}), this.commits); ExecutorService threads = Executors.newFixedThreadPool(20)) {
			Future<?> early = threads.submit(durability::await);
			first.await();
			// The first checkpoint runs: these may not be served by it.
			List<Future<?>> late = IntStream.range(0, 19)
				.<Future<?>>mapToObj((i) -> threads.submit(durability::await))
				.toList();
			go.countDown();
			early.get(10, TimeUnit.SECONDS);
			for (Future<?> future : late) {
				future.get(10, TimeUnit.SECONDS);
			}
		}
		assertThat(this.checkpoints.get()).isBetween(2, 20);
	}

	@Test
	void neverAnswersByACheckpointThatBeganBefore() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (H2Durability durability = new H2Durability(database(() -> {
			begun.countDown();
			go.await(10, TimeUnit.SECONDS);
		}), this.commits); ExecutorService threads = Executors.newFixedThreadPool(2)) {
			Future<?> early = threads.submit(durability::await);
			begun.await();
			Future<Integer> late = threads.submit(() -> {
				durability.await();
				return this.checkpoints.get();
			});
			go.countDown();
			early.get(10, TimeUnit.SECONDS);
			assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(2);
		}
	}

	@Test
	void waitsOnceForWhatWasCommittedBefore() {
		try (H2Durability durability = new H2Durability(database(() -> {
		}), this.commits)) {
			durability.begin();
			durability.awaitTheRest();
			durability.awaitTheRest();
			assertThat(this.checkpoints).hasValue(1);
			this.commits.afterCommit(null, null);
			durability.awaitTheRest();
			assertThat(this.checkpoints).hasValue(2);
		}
	}

	@Test
	void saysThatTheDiskFailed() {
		try (H2Durability durability = new H2Durability(database(() -> {
			throw new SQLException("disk full");
		}), this.commits)) {
			assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(durability::await);
		}
	}

	@Test
	void goesOnAfterAnError() {
		AtomicInteger errors = new AtomicInteger(1);
		try (H2Durability durability = new H2Durability(database(() -> {
			if (errors.getAndDecrement() > 0) {
				throw new OutOfMemoryError("for a test");
			}
		}), this.commits)) {
			assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(durability::await);
			assertTimeoutPreemptively(Duration.ofSeconds(10), durability::await);
		}
	}

	private DataSource database(Work checkpoint) {
		return proxy(DataSource.class, (method) -> proxy(Connection.class, (inner) -> proxy(Statement.class, (last) -> {
			if (last.equals("execute")) {
				this.checkpoints.incrementAndGet();
				checkpoint.run();
				return false;
			}
			return null;
		})));
	}

	private static <T> T proxy(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(self, method, arguments) -> method.getName().equals("close") ? null : answers.to(method.getName())));
	}

	@FunctionalInterface
	private interface Answers {

		Object to(String method) throws Exception;

	}

	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

}
