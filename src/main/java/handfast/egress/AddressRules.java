package handfast.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.egress.EgressGuard.Grants;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be connected to (security §7). An IPv6 address that carries an IPv4
 * one is judged by both.
 */
final class AddressRules {

	// Where clouds answer with credentials, beside the link-local 169.254.169.254.
	private static final Set<InetAddress> METADATA = Set.of(literal("fd00:ec2::254"), literal("fd20:ce::254"),
			literal("100.100.100.200"), literal("168.63.129.16"), literal("192.0.0.192"));

	private final OwnPorts ownPorts;

	AddressRules(OwnPorts ownPorts) {
		this.ownPorts = ownPorts;
	}

	/**
	 * Why it may not be connected to, to be read after the address; null where it may.
	 */
	@Nullable String refusalOf(InetAddress address, int port, Grants grants) {
		for (InetAddress meant : meanings(address)) {
			String refusal = refusalOfOne(meant, port, grants);
			if (refusal != null) {
				return refusal;
			}
		}
		return null;
	}

	static String show(InetAddress address, int port) {
		String text = address.getHostAddress();
		return (address instanceof Inet6Address) ? "[" + text + "]:" + port : text + ":" + port;
	}

	private @Nullable String refusalOfOne(InetAddress address, int port, Grants grants) {
		if (isNeverAllowed(address)) {
			return "is an address that Handfast never connects to";
		}
		if (this.ownPorts.isDenied(new InetSocketAddress(address, port))) {
			return "is a door of this Handfast that it does not connect to";
		}
		if (isThisMachine(address)) {
			if (this.ownPorts.isDeniedHere(port)) {
				return "is a door of this Handfast that it does not connect to";
			}
			if (this.ownPorts.isHttps(port)) {
				return grants.ownHttps() ? null : "is Handfast's own HTTPS port";
			}
		}
		boolean granted = grants.privateNetworks()
				|| grants.networks().stream().anyMatch((network) -> network.contains(address));
		return (isPrivate(address) && !granted)
				? "is a private address; an administrator may reach it, or a token with a grant for its network" : null;
	}

	private static boolean isNeverAllowed(InetAddress address) {
		byte[] octets = address.getAddress();
		boolean reserved = address instanceof Inet4Address && (octets[0] == 0 || (octets[0] & 0xf0) == 0xf0);
		return reserved || address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()
				|| METADATA.contains(plain(address));
	}

	private static boolean isPrivate(InetAddress address) {
		byte[] octets = address.getAddress();
		if (address.isLoopbackAddress() || address.isSiteLocalAddress() || isThisMachine(address)) {
			return true;
		}
		if (address instanceof Inet4Address) {
			int first = octets[0] & 0xff;
			int second = octets[1] & 0xff;
			// Shared (RFC 6598), IETF (RFC 6890) and benchmark (RFC 2544) networks.
			return first == 100 && (second & 0xc0) == 64 || first == 192 && second == 0 && octets[2] == 0
					|| first == 198 && (second & 0xfe) == 18;
		}
		return (octets[0] & 0xfe) == 0xfc;
	}

	static boolean isThisMachine(InetAddress address) {
		try {
			return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	/**
	 * The address, and the IPv4 address within it where there is one.
	 */
	static List<InetAddress> meanings(InetAddress address) {
		List<InetAddress> meanings = new ArrayList<>(List.of(address));
		if (address instanceof Inet6Address) {
			byte[] octets = address.getAddress();
			if (startsWith(octets, 0x00, 0x64, 0xff, 0x9b)) {
				// NAT64, RFC 6052 and RFC 8215.
				meanings.add(embedded(octets, 12, 0));
			}
			else if (startsWith(octets, 0x20, 0x02)) {
				// 6to4, RFC 3056.
				meanings.add(embedded(octets, 2, 0));
			}
			else if (startsWith(octets, 0x20, 0x01, 0x00, 0x00)) {
				// Teredo, RFC 4380: the client's address is written upside down.
				meanings.add(embedded(octets, 12, 0xff));
			}
			else if (isCompatible(octets)) {
				meanings.add(embedded(octets, 12, 0));
			}
		}
		return meanings;
	}

	// ::a.b.c.d and ::ffff:0:a.b.c.d; the resolver has turned ::ffff:a.b.c.d into IPv4.
	private static boolean isCompatible(byte[] octets) {
		boolean zero = true;
		for (int i = 0; i < 8; i++) {
			zero &= octets[i] == 0;
		}
		boolean loopback = octets[12] == 0 && octets[13] == 0 && octets[14] == 0;
		return zero && !loopback;
	}

	private static boolean startsWith(byte[] octets, int... prefix) {
		for (int i = 0; i < prefix.length; i++) {
			if ((octets[i] & 0xff) != prefix[i]) {
				return false;
			}
		}
		return true;
	}

	private static InetAddress embedded(byte[] octets, int from, int mask) {
		byte[] inner = Arrays.copyOfRange(octets, from, from + 4);
		for (int i = 0; i < inner.length; i++) {
			inner[i] ^= (byte) mask;
		}
		return of(inner);
	}

	// Without the scope, which makes equal addresses unlike.
	private static InetAddress plain(InetAddress address) {
		return of(address.getAddress());
	}

	private static InetAddress of(byte[] octets) {
		try {
			return InetAddress.getByAddress(octets);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static InetAddress literal(String text) {
		return InetAddress.ofLiteral(text);
	}

}
