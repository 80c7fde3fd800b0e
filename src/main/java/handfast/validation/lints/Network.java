package handfast.validation.lints;

import java.math.BigInteger;
import java.util.Arrays;

import com.google.common.net.InetAddresses;

/**
 * Addresses with a common beginning.
 *
 * @param mask of the address's length, ones first
 */
record Network(byte[] address, byte[] mask) {

	static Network parse(String cidr) {
		int slash = cidr.indexOf('/');
		byte[] address = octets(cidr.substring(0, slash));
		byte[] mask = new byte[address.length];
		for (int bit = 0; bit < Integer.parseInt(cidr.substring(slash + 1)); bit++) {
			mask[bit / 8] |= (byte) (0x80 >> bit % 8);
		}
		return new Network(address, mask);
	}

	// Java reads a v4-mapped address as IPv4; the one that is meant here has 16 octets.
	private static byte[] octets(String text) {
		return text.startsWith("::ffff:") ? new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0 }
				: InetAddresses.forString(text).getAddress();
	}

	/**
	 * Of a name constraint: address and mask in a row. The mask may be wrong: see
	 * {@link L30NameConstraints}.
	 */
	static Network of(byte[] octets) {
		int half = octets.length / 2;
		return new Network(Arrays.copyOf(octets, half), Arrays.copyOfRange(octets, half, octets.length));
	}

	boolean isContiguous() {
		String bits = new BigInteger(1, this.mask).setBit(this.mask.length * 8).toString(2);
		return !bits.contains("01") && bits.length() == this.mask.length * 8 + 1;
	}

	boolean contains(byte[] other) {
		if (other.length != this.address.length) {
			return false;
		}
		for (int index = 0; index < other.length; index++) {
			if ((other[index] & this.mask[index]) != (this.address[index] & this.mask[index])) {
				return false;
			}
		}
		return true;
	}

}
