package handfast.x509;

import java.net.InetAddress;

import com.google.common.net.InetAddresses;

/**
 * A network such as {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is one of full
 * length.
 */
public record Cidr(InetAddress address, int prefixLength) {

	public Cidr {
		byte[] octets = address.getAddress();
		if (prefixLength < 0 || prefixLength > octets.length * 8) {
			throw malformed(address.getHostAddress() + "/" + prefixLength);
		}
		for (int bit = prefixLength; bit < octets.length * 8; bit++) {
			if ((octets[bit / 8] >> (7 - bit % 8) & 1) != 0) {
				throw new MalformedException("cidr-malformed", address.getHostAddress() + "/" + prefixLength
						+ " has bits set beyond its length; write the network's first address.");
			}
		}
	}

	/**
	 * Reads the text; never asks DNS.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static Cidr parse(String text) {
		int slash = text.indexOf('/');
		String address = (slash < 0) ? text : text.substring(0, slash);
		if (address.indexOf('%') >= 0 || !InetAddresses.isInetAddress(address)) {
			throw malformed(text);
		}
		InetAddress parsed = InetAddresses.forString(address);
		return new Cidr(parsed,
				(slash < 0) ? parsed.getAddress().length * 8 : prefixLength(text.substring(slash + 1), text));
	}

	public boolean contains(InetAddress other) {
		byte[] mine = this.address.getAddress();
		byte[] theirs = other.getAddress();
		if (mine.length != theirs.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefixLength; bit++) {
			if (((mine[bit / 8] ^ theirs[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return InetAddresses.toAddrString(this.address) + "/" + this.prefixLength;
	}

	private static int prefixLength(String text, String whole) {
		if (!text.matches("[0-9]{1,3}")) {
			throw malformed(whole);
		}
		return Integer.parseInt(text);
	}

	private static MalformedException malformed(String text) {
		return new MalformedException("cidr-malformed",
				Text.printable(text) + " is not a network; write it as 10.0.0.0/8 or fd00::/8.");
	}

}
