package handfast.x509;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names a certificate within its issuer: positive, at most 20 octets. Ours hold 126
 * random bits and always take 16 octets in DER.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2 RFC 5280 §4.1.2.2
 */
public record SerialNumber(BigInteger value) {

	public SerialNumber {
		if (value.signum() <= 0 || value.bitLength() > 159) {
			throw new IllegalArgumentException("Not a serial number: " + value);
		}
	}

	public static SerialNumber random(SecureRandom random) {
		return new SerialNumber(new BigInteger(126, random).setBit(126));
	}

	/**
	 * Reads hex, with colons or without, in either case.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static SerialNumber fromHex(String text) {
		String digits = text.replace(":", "");
		if (!digits.matches("[0-9A-Fa-f]{1,40}")) {
			throw new MalformedException("bad-serial", "Not a serial number; write its hex digits.");
		}
		try {
			return new SerialNumber(new BigInteger(digits, 16));
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedException("bad-serial", "Not a serial number; it is positive and of 20 octets at most.");
		}
	}

	/**
	 * Lower-case hex of the DER content octets, two digits an octet.
	 */
	public String hex() {
		return HexFormat.of().formatHex(this.value.toByteArray());
	}

}
