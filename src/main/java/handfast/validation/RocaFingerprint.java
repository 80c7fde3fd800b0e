package handfast.validation;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The mark that one broken generator left on its RSA keys (ROCA, CVE-2017-15361). Its
 * primes are powers of 65537 modulo the product of the first primes, and so is their
 * product n: whoever finds the discrete logarithm of n to the base 65537 modulo each of
 * those primes, and finds all of them to agree, has such a key. Of random keys fewer than
 * one in 2^27 comes that far.
 */
final class RocaFingerprint {

	private static final int GENERATOR = 65537;

	/**
	 * The odd ones of the 39 primes that the generator uses for the smallest keys; larger
	 * keys use these and more.
	 */
	private static final int[] PRIMES = IntStream.rangeClosed(3, 167)
		.filter((number) -> BigInteger.valueOf(number).isProbablePrime(50))
		.toArray();

	/** By prime and remainder: the logarithm, −1 where there is none. */
	private static final int[][] LOGARITHMS = IntStream.of(PRIMES)
		.mapToObj(RocaFingerprint::logarithms)
		.toArray(int[][]::new);

	/** The order of 65537 modulo each prime. */
	private static final int[] ORDERS = Arrays.stream(LOGARITHMS)
		.mapToInt((logarithms) -> Arrays.stream(logarithms).max().orElseThrow() + 1)
		.toArray();

	private static final BigInteger PRODUCT = IntStream.of(PRIMES)
		.mapToObj(BigInteger::valueOf)
		.reduce(BigInteger.ONE, BigInteger::multiply);

	private RocaFingerprint() {
	}

	static boolean matches(BigInteger modulus) {
		BigInteger rest = modulus.mod(PRODUCT);
		int[] found = new int[PRIMES.length];
		for (int index = 0; index < PRIMES.length; index++) {
			found[index] = LOGARITHMS[index][rest.mod(BigInteger.valueOf(PRIMES[index])).intValue()];
			if (found[index] < 0) {
				return false;
			}
		}
		return agree(found);
	}

	/**
	 * Whether one exponent fits all logarithms, each known modulo its order: exactly if
	 * each two agree modulo what their orders have in common.
	 */
	private static boolean agree(int[] logarithms) {
		for (int one = 0; one < logarithms.length; one++) {
			for (int other = 0; other < one; other++) {
				if ((logarithms[one] - logarithms[other]) % gcd(ORDERS[one], ORDERS[other]) != 0) {
					return false;
				}
			}
		}
		return true;
	}

	private static int[] logarithms(int prime) {
		int[] logarithms = new int[prime];
		Arrays.fill(logarithms, -1);
		int power = 1;
		for (int exponent = 0; logarithms[power] < 0; exponent++) {
			logarithms[power] = exponent;
			power = power * (GENERATOR % prime) % prime;
		}
		return logarithms;
	}

	private static int gcd(int one, int other) {
		return (other == 0) ? one : gcd(other, one % other);
	}

}
