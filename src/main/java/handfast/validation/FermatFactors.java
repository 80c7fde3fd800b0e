package handfast.validation;

import java.math.BigInteger;

/**
 * Fermat's method, 110 rounds: n = a² − b² is found by trying a from √n upward until a² −
 * n is a square. Two primes drawn at random lie far too wide apart for it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc8017#section-3.1 RFC 8017 §3.1
 */
final class FermatFactors {

	private static final int ROUNDS = 110;

	/** Squares leave few of the remainders of this product; most candidates end here. */
	private static final int[] FILTERS = { 63, 65, 11, 17, 19, 23, 31 };

	private static final BigInteger FILTER = BigInteger.valueOf(63L * 65 * 11 * 17 * 19 * 23 * 31);

	private static final boolean[][] SQUARES = squares();

	private FermatFactors() {
	}

	static boolean found(BigInteger modulus) {
		BigInteger[] root = modulus.sqrtAndRemainder();
		if (root[1].signum() == 0) {
			return true;
		}
		BigInteger a = root[0].add(BigInteger.ONE);
		BigInteger rest = a.multiply(a).subtract(modulus);
		for (int round = 0; round < ROUNDS; round++) {
			if (isSquare(rest)) {
				return true;
			}
			// (a + 1)² = a² + 2a + 1
			rest = rest.add(a.shiftLeft(1)).add(BigInteger.ONE);
			a = a.add(BigInteger.ONE);
		}
		return false;
	}

	private static boolean isSquare(BigInteger number) {
		long remainder = number.mod(FILTER).longValue();
		for (int index = 0; index < FILTERS.length; index++) {
			if (!SQUARES[index][(int) (remainder % FILTERS[index])]) {
				return false;
			}
		}
		return number.sqrtAndRemainder()[1].signum() == 0;
	}

	private static boolean[][] squares() {
		boolean[][] squares = new boolean[FILTERS.length][];
		for (int index = 0; index < FILTERS.length; index++) {
			int filter = FILTERS[index];
			squares[index] = new boolean[filter];
			for (int root = 0; root < filter; root++) {
				squares[index][root * root % filter] = true;
			}
		}
		return squares;
	}

}
