package handfast.authority;

import java.math.BigInteger;
import java.security.SecureRandom;

import handfast.x509.SerialNumber;

/**
 * Draws serial numbers, from all of them or from 256.
 */
class SettableSerials implements SerialSource {

	private static final BigInteger BASE = new BigInteger("5a".repeat(15) + "00", 16);

	private final SecureRandom random = new SecureRandom();

	volatile boolean narrow;

	@Override
	public SerialNumber next() {
		return this.narrow ? new SerialNumber(BASE.add(BigInteger.valueOf(this.random.nextInt(256))))
				: SerialNumber.random(this.random);
	}

}
