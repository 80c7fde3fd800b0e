package handfast.key;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RsaPoolTests {

	@Test
	void makesKeysOfTheSizeAsked() {
		KeyPairs pairs = new KeyPairs(KeyFixture.PROVIDERS, new java.security.SecureRandom());
		try (RsaPool pool = new RsaPool(pairs::make, 1)) {
			KeyPair pair = pool.make(KeyAlgorithm.RSA_2048);
			assertThat(((java.security.interfaces.RSAPublicKey) pair.getPublic()).getModulus().bitLength())
				.isEqualTo(2048);
			assertThat(pool.idle()).isTrue();
		}
	}

	@Test
	void refusesAtOnceWhatWouldTakeOverTenSeconds() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger made = new AtomicInteger();
		KeyPair pair = new KeyPair(null, null);
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
				RsaPool pool = new RsaPool((algorithm) -> {
					await(release);
					made.incrementAndGet();
					return pair;
				}, 1)) {
			// Ten of 4096 bits, of a second each by the first estimate, fill the ten
			// seconds
			List<Future<KeyPair>> waiting = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				waiting.add(callers.submit(() -> pool.make(KeyAlgorithm.RSA_4096)));
			}
			while (pool.underWay() < 10) {
				Thread.onSpinWait();
			}
			assertThatExceptionOfType(Problem.class).isThrownBy(() -> pool.make(KeyAlgorithm.RSA_2048))
				.satisfies((problem) -> {
					assertThat(problem.type()).isEqualTo(ProblemType.BUSY);
					assertThat(problem.retryAfter()).isPositive();
				})
				.withMessageContaining("EC-P256");
			assertThat(pool.idle()).isFalse();
			release.countDown();
			for (Future<KeyPair> future : waiting) {
				assertThat(future.get()).isSameAs(pair);
			}
			assertThat(made).hasValue(10);
			assertThat(pool.make(KeyAlgorithm.RSA_2048)).isSameAs(pair);
		}
	}

	@Test
	void countsOnAfterAKeyThatCouldNotBeMade() {
		try (RsaPool pool = new RsaPool((algorithm) -> {
			throw new IllegalStateException("CANARY-broken");
		}, 1)) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> pool.make(KeyAlgorithm.RSA_2048));
			assertThat(pool.idle()).isTrue();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
