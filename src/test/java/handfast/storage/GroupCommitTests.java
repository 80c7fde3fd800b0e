package handfast.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GroupCommitTests {

	private final AtomicInteger begun = new AtomicInteger();

	private final Commits commits = new Commits();

	private JdbcTemplate jdbc;

	private TransactionTemplate transactions;

	private GroupCommit groups;

	@BeforeEach
	void makeDatabase() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		this.jdbc = new JdbcTemplate(database);
		this.jdbc.execute("create table taken (number integer primary key)");
		JdbcTransactionManager manager = new JdbcTransactionManager(database);
		manager.addListener(new org.springframework.transaction.TransactionExecutionListener() {

			@Override
			public void afterBegin(TransactionExecution transaction, Throwable failure) {
				GroupCommitTests.this.begun.incrementAndGet();
			}

		});
		this.transactions = new TransactionTemplate(manager);
		this.groups = new GroupCommit(this.transactions, this.commits, Duration.ofMillis(3));
	}

	@Test
	void commitsWhatQueuedUpInOneTransaction() throws Exception {
		assertThat(whileOneCommits(1, 2, 3, 4, 5)).containsExactly("1", "2", "3", "4", "5");
		assertThat(numbers()).containsExactly(0, 1, 2, 3, 4, 5);
		assertThat(this.begun).hasValue(2);
	}

	@Test
	void failsAloneForWhatFails() throws Exception {
		assertThat(whileOneCommits(1, 0, 2, 2, 3)).containsExactlyInAnyOrder("1", "2", "3", "taken", "taken");
		assertThat(numbers()).containsExactly(0, 1, 2, 3);
	}

	@Test
	void asksForWhatFollowsOnlyWhenAllRowsAreWritten() throws Exception {
		AtomicInteger followed = new AtomicInteger();
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.groups.write(() -> {
			insert(7);
			insert(7);
		}, followed::incrementAndGet));
		assertThat(followed).hasValue(0);
		assertThat(numbers()).isEmpty();
	}

	@Test
	void waitsForWhatIsOnTheWay() throws Exception {
		GroupCommit patient = new GroupCommit(this.transactions, this.commits, Duration.ofSeconds(20));
		CountDownLatch bothAreOnTheWay = new CountDownLatch(2);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Integer> early = threads.submit(() -> patient.onTheWay(() -> {
				bothAreOnTheWay.countDown();
				awaitUninterruptibly(bothAreOnTheWay);
				return patient.write(() -> insert(1), () -> 1);
			}));
			Future<Integer> late = threads.submit(() -> patient.onTheWay(() -> {
				bothAreOnTheWay.countDown();
				awaitWaiting(patient, 1);
				return patient.write(() -> insert(2), () -> 2);
			}));
			assertThat(early.get(10, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(2);
		}
		assertThat(this.begun).hasValue(1);
	}

	@Test
	void waitsNoLongerForWhatWillNotCome() throws Exception {
		GroupCommit patient = new GroupCommit(this.transactions, this.commits, Duration.ofSeconds(20));
		CountDownLatch bothAreOnTheWay = new CountDownLatch(2);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			threads.submit(() -> patient.onTheWay(() -> {
				bothAreOnTheWay.countDown();
				awaitWaiting(patient, 1);
				return "refused";
			}));
			Future<Integer> other = threads.submit(() -> patient.onTheWay(() -> {
				bothAreOnTheWay.countDown();
				awaitUninterruptibly(bothAreOnTheWay);
				return patient.write(() -> insert(1), () -> 1);
			}));
			assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(1);
		}
	}

	@Test
	void givesUpWaitingForWhatTakesLong() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch slowIsOnTheWay = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Integer> slow = threads.submit(() -> this.groups.onTheWay(() -> {
				slowIsOnTheWay.countDown();
				awaitUninterruptibly(go);
				return 0;
			}));
			awaitUninterruptibly(slowIsOnTheWay);
			assertThat(this.groups.onTheWay(() -> this.groups.write(() -> insert(1), () -> 1))).isEqualTo(1);
			assertThat(slow.isDone()).isFalse();
			go.countDown();
		}
	}

	@Test
	void commitsEachAloneWhereTheDatabaseGathers() throws Exception {
		GroupCommit alone = new GroupCommit(this.transactions, this.commits, null);
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Integer> slow = threads.submit(() -> alone.write(() -> {
				held.countDown();
				awaitUninterruptibly(go);
				insert(1);
			}, () -> 1));
			awaitUninterruptibly(held);
			assertThat(alone.onTheWay(() -> alone.write(() -> insert(2), () -> 2))).isEqualTo(2);
			assertThat(numbers()).containsExactly(2);
			go.countDown();
			assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(1);
		}
	}

	@Test
	void writesInTheTransactionThatTheCallerHas() {
		this.transactions.executeWithoutResult((status) -> {
			this.groups.write(() -> insert(1), () -> "1");
			status.setRollbackOnly();
		});
		assertThat(numbers()).isEmpty();
		assertThat(this.begun).hasValue(1);
	}

	@Test
	void letsTheThreadWaitAgainForWhatAnotherCommitted() {
		this.commits.waited();
		this.groups.write(() -> insert(1), () -> "1");
		assertThat(this.commits.allWaitedFor()).isFalse();
	}

	// The first holds the turn until all others wait for theirs.
	private List<String> whileOneCommits(int... numbers) throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<Integer> first = threads.submit(() -> this.groups.write(() -> {
				insert(0);
				held.countDown();
				awaitUninterruptibly(go);
			}, () -> 0));
			held.await();
			List<Future<String>> others = new ArrayList<>();
			for (int number : numbers) {
				others.add(threads.submit(writing(number)));
				awaitWaiting(this.groups, others.size());
			}
			go.countDown();
			first.get();
			List<String> outcomes = new ArrayList<>();
			for (Future<String> other : others) {
				outcomes.add(other.get());
			}
			return outcomes;
		}
	}

	private Callable<String> writing(int number) {
		return () -> {
			try {
				return this.groups.write(() -> insert(number), () -> String.valueOf(number));
			}
			catch (DuplicateKeyException ex) {
				return "taken";
			}
		};
	}

	private static void awaitWaiting(GroupCommit groups, int count) {
		for (int i = 0; i < 5000 && groups.waiting() < count; i++) {
			LockSupport.parkNanos(2_000_000);
		}
		assertThat(groups.waiting()).isEqualTo(count);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void insert(int number) {
		this.jdbc.update("insert into taken (number) values (?)", number);
	}

	private List<Integer> numbers() {
		return this.jdbc.queryForList("select number from taken order by number", Integer.class);
	}

}
