package handfast.x509;

import java.math.BigInteger;
import java.security.SecureRandom;

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
	 * Lower-case hex of the DER content octets, two digits an octet.
	 */
	public String hex() {
		return java.util.HexFormat.of().formatHex(this.value.toByteArray());
	}

}
