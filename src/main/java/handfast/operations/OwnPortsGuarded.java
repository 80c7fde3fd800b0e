package handfast.operations;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import handfast.access.Doors;
import handfast.egress.OwnPorts;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tells the egress guard which ports are ours (security §7).
 */
@Component
class OwnPortsGuarded {

	private static final int POSTGRESQL = 5432;

	OwnPortsGuarded(OwnPorts ports, Doors doors, @Value("${spring.datasource.url}") String url) {
		ports.https(doors.httpsPort());
		ports.deny(doors.plainPort());
		if (url.startsWith("jdbc:postgresql:")) {
			databasesOf(url).forEach(ports::deny);
		}
	}

	/**
	 * Every address of every host that
	 * {@code jdbc:postgresql://host:port,host:port/database} and
	 * {@code jdbc:postgresql:database} lead to.
	 */
	static List<InetSocketAddress> databasesOf(String url) {
		String rest = url.substring("jdbc:postgresql:".length());
		String hosts = rest.startsWith("//") ? rest.substring(2).replaceFirst("[/?].*", "") : "";
		return Arrays.stream(hosts.split(",")).flatMap((host) -> addressesOf(host).stream()).distinct().toList();
	}

	private static List<InetSocketAddress> addressesOf(String text) {
		// A host may be an IPv6 address in brackets.
		int colon = text.lastIndexOf(':');
		boolean hasPort = colon > text.lastIndexOf(']') && text.substring(colon + 1).matches("[0-9]{1,5}");
		String host = (hasPort ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
		int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : POSTGRESQL;
		try {
			return Arrays.stream(InetAddress.getAllByName(host.isEmpty() ? "localhost" : host))
				.map((address) -> new InetSocketAddress(address, port))
				.toList();
		}
		catch (UnknownHostException ex) {
			return List.of(InetSocketAddress.createUnresolved(host, port));
		}
	}

}
