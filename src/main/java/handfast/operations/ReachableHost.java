package handfast.operations;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import handfast.x509.ObservedName;

/**
 * How this machine is called in a URL of its own doors: by a name that leads to the
 * address they are bound to and stands in their certificate, where there is one.
 */
final class ReachableHost {

	private ReachableHost() {
	}

	/**
	 * The host as a URL has it, an IPv6 address in brackets.
	 * @param names of the HTTPS door's certificate
	 */
	static String of(InetAddress bound, List<ObservedName> names) {
		return localhost(bound, names).or(() -> address(bound, names))
			.or(() -> name(names))
			.or(() -> bound.isAnyLocalAddress() ? anyAddress(names) : Optional.empty())
			.orElseGet(() -> inUrl(bound.isAnyLocalAddress() ? "127.0.0.1" : bound.getHostAddress()));
	}

	/**
	 * What to ask for in a handshake with the doors: a DNS name that is whole, else an
	 * address, else a name that a wildcard stands for.
	 */
	static String serverName(List<ObservedName> names) {
		return dns(names).filter((name) -> !name.startsWith("*."))
			.findFirst()
			.or(() -> addresses(names).findFirst())
			.or(() -> dns(names).map((name) -> "selftest" + name.substring(1)).findFirst())
			.orElseThrow();
	}

	private static Optional<String> localhost(InetAddress bound, List<ObservedName> names) {
		return dns(names).filter("localhost"::equals)
			.filter((name) -> bound.isLoopbackAddress() || bound.isAnyLocalAddress())
			.findFirst();
	}

	private static Optional<String> address(InetAddress bound, List<ObservedName> names) {
		return addresses(names).filter((address) -> InetAddress.ofLiteral(address).equals(bound))
			.findFirst()
			.map(ReachableHost::inUrl);
	}

	// Names of loopback lead nowhere else.
	private static Optional<String> name(List<ObservedName> names) {
		return dns(names)
			.filter((name) -> !name.startsWith("*.") && !name.equals("localhost") && !name.endsWith(".localhost"))
			.findFirst();
	}

	private static Optional<String> anyAddress(List<ObservedName> names) {
		return addresses(names).findFirst().map(ReachableHost::inUrl);
	}

	private static Stream<String> dns(List<ObservedName> names) {
		return names.stream().filter((name) -> name.type().equals("dns")).map(ObservedName::value);
	}

	private static Stream<String> addresses(List<ObservedName> names) {
		return names.stream().filter((name) -> name.type().equals("ip")).map(ObservedName::value);
	}

	private static String inUrl(String address) {
		return address.contains(":") ? "[" + address + "]" : address;
	}

}
