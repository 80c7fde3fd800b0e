package handfast.validation;

import java.math.BigInteger;
import java.util.Random;

import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WeakKeysTests {

	/** Of a fixed seed, so that a failure can be seen again; nothing here is a secret. */
	private final Random random = new Random(20261123);

	@Test
	void hasNothingAgainstRandomPrimes() {
		BigInteger p = BigInteger.probablePrime(1024, this.random).setBit(1022);
		BigInteger q = prime(BigInteger.probablePrime(1024, this.random).setBit(1022));
		assertThat(WeakKeys.check(key(prime(p).multiply(q)))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 251, 65521 })
	void findsSmallFactors(int factor) {
		BigInteger small = BigInteger.valueOf(factor);
		BigInteger modulus = prime(BigInteger.ONE.shiftLeft(2047).divide(small).setBit(20)).multiply(small);
		assertThat(WeakKeys.check(key(modulus))).contains(Code.KEY_SMALL_FACTOR);
	}

	@Test
	void takesFactorsAboveTheLimit() {
		BigInteger above = BigInteger.valueOf(65537);
		BigInteger modulus = prime(BigInteger.ONE.shiftLeft(2047).divide(above).setBit(20)).multiply(above);
		assertThat(WeakKeys.check(key(modulus))).isEmpty();
	}

	@Test
	void findsPrimesThatAreNeighbours() {
		BigInteger p = prime(BigInteger.probablePrime(1024, this.random).setBit(1022));
		assertThat(WeakKeys.check(key(p.multiply(p.nextProbablePrime())))).contains(Code.KEY_CLOSE_PRIMES);
		assertThat(WeakKeys.check(key(p.multiply(p)))).contains(Code.KEY_CLOSE_PRIMES);
	}

	@Test
	void goesOnForAHundredAndTenRounds() {
		// a² − b² with a = ⌈√n⌉ + 109 is the last that is found
		BigInteger b = BigInteger.ONE.shiftLeft(517);
		BigInteger a = BigInteger.probablePrime(1024, this.random).setBit(1022);
		while (roundsFor(a, b) < 100) {
			b = b.multiply(BigInteger.valueOf(101)).divide(BigInteger.valueOf(100));
		}
		while (roundsFor(a, b) > 110) {
			b = b.multiply(BigInteger.valueOf(999)).divide(BigInteger.valueOf(1000));
		}
		assertThat(roundsFor(a, b)).isBetween(100L, 110L);
		assertThat(FermatFactors.found(a.multiply(a).subtract(b.multiply(b)))).isTrue();
	}

	@Test
	void findsTheRocaFingerprint() {
		BigInteger modulus = rocaPrime(1024).multiply(rocaPrime(1024));
		assertThat(WeakKeys.check(key(modulus))).contains(Code.KEY_ROCA);
	}

	@Test
	void asksThatTheLogarithmsAgree() {
		// A power modulo each prime, but of exponents that have no common solution.
		BigInteger modulus = rocaPrime(1024).multiply(rocaPrime(1024));
		BigInteger shifted = chineseRemainder(modulus);
		assertThat(RocaFingerprint.matches(modulus)).isTrue();
		assertThat(RocaFingerprint.matches(shifted)).isFalse();
	}

	@Test
	void leavesOtherKindsOfKeyToTheKeyRules() {
		assertThat(WeakKeys.check(KeyRulesTests.rsa(BigInteger.TWO, BigInteger.TWO, DERNull.INSTANCE))).isEmpty();
	}

	private static long roundsFor(BigInteger a, BigInteger b) {
		return a.subtract(a.multiply(a).subtract(b.multiply(b)).sqrt()).longValueExact();
	}

	private BigInteger rocaPrime(int bits) {
		BigInteger product = oddPrimes().multiply(BigInteger.TWO);
		while (true) {
			BigInteger power = BigInteger.valueOf(65537).modPow(new BigInteger(62, this.random), product);
			BigInteger lowest = BigInteger.valueOf(3).shiftLeft(bits - 2).divide(product).add(BigInteger.ONE);
			BigInteger k = lowest.add(new BigInteger(bits - product.bitLength() - 4, this.random));
			BigInteger candidate = k.multiply(product).add(power);
			if (candidate.isProbablePrime(20)) {
				return candidate;
			}
		}
	}

	private static BigInteger oddPrimes() {
		BigInteger product = BigInteger.ONE;
		for (BigInteger prime = BigInteger.valueOf(3); prime.intValue() <= 167; prime = prime.nextProbablePrime()) {
			product = product.multiply(prime);
		}
		return product;
	}

	/** The same number modulo all primes but 11, and modulo 11 times 65537 more. */
	private static BigInteger chineseRemainder(BigInteger number) {
		BigInteger product = oddPrimes();
		BigInteger eleven = BigInteger.valueOf(11);
		BigInteger others = product.divide(eleven);
		BigInteger wanted = number.multiply(BigInteger.valueOf(65537)).mod(eleven);
		BigInteger difference = wanted.subtract(number).multiply(others.modInverse(eleven)).mod(eleven);
		return number.add(others.multiply(difference));
	}

	private static BigInteger prime(BigInteger from) {
		return from.nextProbablePrime();
	}

	private static SubjectPublicKeyInfo key(BigInteger modulus) {
		assertThat(modulus.bitLength()).isEqualTo(2048);
		return KeyRulesTests.rsa(modulus, BigInteger.valueOf(65537), DERNull.INSTANCE);
	}

}
