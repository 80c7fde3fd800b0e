package handfast.validation.lints;

import java.math.BigInteger;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;

/**
 * L05, all: the serial number is positive and takes 8 to 20 octets, so that it has room
 * for 64 random bits. That it is unique is the database's word.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2 RFC 5280 §4.1.2.2
 */
final class L05SerialNumber implements Lint {

	@Override
	public List<Finding> check(Specimen specimen) {
		BigInteger serial = specimen.tbs().getSerialNumber().getValue();
		if (serial.signum() <= 0) {
			return found(Code.BAD_SERIAL, "has a serial number that is not positive");
		}
		return foundIf(serial.bitLength() < 64 || serial.bitLength() > 159, Code.BAD_SERIAL,
				"has a serial number of " + serial.bitLength() + " bits, where 64 to 159 are right");
	}

}
