package handfast.validation;

import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * RSA keys that look right and can be broken: with a factor below 2^16, with primes so
 * close that Fermat's method finds them in 110 rounds, or from the generator of
 * CVE-2017-15361 (ROCA). Whoever keeps a list of leaked keys asks it besides.
 *
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §6.1.1.3
 */
public final class WeakKeys {

	private static final BigInteger SMALL_PRIMES = product(IntStream.range(2, 1 << 16)
		.filter(WeakKeys::isPrime)
		.mapToObj(BigInteger::valueOf)
		.toList()
		.toArray(BigInteger[]::new), 0, 6542);

	/** The CSR gate and the lints ask about one key within one request. */
	private static final Cache<BigInteger, Optional<Code>> RECENT = Caffeine.newBuilder().maximumSize(1_000).build();

	private WeakKeys() {
	}

	/**
	 * What is weak about the key: {@link Code#KEY_SMALL_FACTOR},
	 * {@link Code#KEY_CLOSE_PRIMES} or {@link Code#KEY_ROCA}. Empty also for a key that
	 * {@link KeyRules} refuses: ask those first.
	 */
	public static Optional<Code> check(SubjectPublicKeyInfo key) {
		return KeyRules.rsaModulus(key).flatMap((modulus) -> RECENT.get(modulus, WeakKeys::judge));
	}

	private static Optional<Code> judge(BigInteger modulus) {
		if (hasSmallFactor(modulus)) {
			return Optional.of(Code.KEY_SMALL_FACTOR);
		}
		if (FermatFactors.found(modulus)) {
			return Optional.of(Code.KEY_CLOSE_PRIMES);
		}
		return RocaFingerprint.matches(modulus) ? Optional.of(Code.KEY_ROCA) : Optional.empty();
	}

	private static boolean hasSmallFactor(BigInteger modulus) {
		return !SMALL_PRIMES.mod(modulus).gcd(modulus).equals(BigInteger.ONE);
	}

	private static BigInteger product(BigInteger[] factors, int from, int to) {
		if (to - from == 1) {
			return factors[from];
		}
		int middle = (from + to) >>> 1;
		return product(factors, from, middle).multiply(product(factors, middle, to));
	}

	private static boolean isPrime(int number) {
		return IntStream.rangeClosed(2, (int) Math.sqrt(number)).noneMatch((divisor) -> number % divisor == 0);
	}

}
