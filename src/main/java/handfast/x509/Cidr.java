package handfast.x509;

import java.net.InetAddress;

/**
 * A network such as {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is one of full
 * length.
 */
public record Cidr(InetAddress address, int prefixLength) {

	/**
	 * Reads the text; never asks DNS.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static Cidr parse(String text) {
		throw new UnsupportedOperationException();
	}

	public boolean contains(InetAddress other) {
		throw new UnsupportedOperationException();
	}

}
