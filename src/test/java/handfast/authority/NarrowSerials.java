package handfast.authority;

import java.math.BigInteger;
import java.security.SecureRandom;

import handfast.x509.SerialNumber;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Draws serial numbers of few random bits, so that two nodes draw the same ones. On the
 * class path of tests alone, and there only where the system property names the bits:
 * {@code -Dhandfast.test.serial-bits=8}.
 */
@Component
@ConditionalOnProperty("handfast.test.serial-bits")
class NarrowSerials implements SerialSource {

	private static final BigInteger BASE = BigInteger.ONE.shiftLeft(126);

	private final int bits = Integer.getInteger("handfast.test.serial-bits");

	private final SecureRandom random = new SecureRandom();

	@Override
	public SerialNumber next() {
		return new SerialNumber(BASE.add(new BigInteger(this.bits, this.random)));
	}

}
