package handfast.x509;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import com.google.common.net.InetAddresses;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * An IPv4 or IPv6 unicast address in its canonical spelling.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5952 RFC 5952
 */
public record IpAddress(String value) implements Name {

	private static final List<Cidr> DOCUMENTATION = List.of(Cidr.parse("192.0.2.0/24"), Cidr.parse("198.51.100.0/24"),
			Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8::/32"), Cidr.parse("3fff::/20"));

	private static final Cidr THIS_NETWORK = Cidr.parse("0.0.0.0/8");

	private static final Cidr RESERVED = Cidr.parse("240.0.0.0/4");

	public IpAddress {
		requireUsable(inetAddress(value), value);
		if (!canonical(inetAddress(value)).equals(value)) {
			throw malformed(value);
		}
	}

	/**
	 * Reads an address; never asks DNS.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static IpAddress parse(String text) {
		InetAddress address = inetAddress(text);
		requireUsable(address, text);
		return new IpAddress(canonical(address));
	}

	/**
	 * From 4 or 16 octets.
	 */
	public static IpAddress of(byte[] octets) {
		try {
			// InetAddress turns a v4-mapped address into four octets: look before it
			// does.
			if ((octets.length != 4 && octets.length != 16) || isMapped(octets)) {
				throw malformed(octets.length + " octets");
			}
			return parse(canonical(InetAddress.getByAddress(octets)));
		}
		catch (UnknownHostException ex) {
			throw malformed(octets.length + " octets");
		}
	}

	static boolean looksLikeOne(String text) {
		return text.indexOf(':') >= 0 || text.matches("[0-9.]+");
	}

	static byte[] octets(GeneralName name) {
		return ASN1OctetString.getInstance(name.getName()).getOctets();
	}

	public InetAddress toInetAddress() {
		return inetAddress(this.value);
	}

	public byte[] octets() {
		return toInetAddress().getAddress();
	}

	@Override
	public String type() {
		return "ip";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets()));
	}

	private static InetAddress inetAddress(String text) {
		// Guava refuses leading zeros and short forms; a zone is none of a certificate's.
		if (text.indexOf('%') >= 0 || !InetAddresses.isInetAddress(text)) {
			throw malformed(text);
		}
		InetAddress address = InetAddresses.forString(text);
		if (text.indexOf(':') >= 0 && address.getAddress().length == 4) {
			throw new MalformedException("address-not-allowed",
					Text.printable(text) + " is a v4-mapped address; write " + address.getHostAddress() + ".");
		}
		return address;
	}

	private static String canonical(InetAddress address) {
		return InetAddresses.toAddrString(address);
	}

	private static boolean isMapped(byte[] octets) {
		return octets.length == 16 && Arrays.equals(octets, 0, 12,
				new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff }, 0, 12);
	}

	private static void requireUsable(InetAddress address, String text) {
		if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress()
				|| THIS_NETWORK.contains(address) || RESERVED.contains(address)
				|| DOCUMENTATION.stream().anyMatch((network) -> network.contains(address))) {
			throw new MalformedException("address-not-allowed", Text.printable(text)
					+ " is no address that a server can be reached at by all; write a unicast address of the server.");
		}
	}

	private static MalformedException malformed(String text) {
		return new MalformedException("address-malformed",
				Text.printable(text) + " is not an address; write it as 10.1.2.3 or fd00::1.");
	}

	@Override
	public String toString() {
		return this.value;
	}

}
