package handfast.operations;

import java.net.InetSocketAddress;
import java.net.URI;

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
			ports.deny(databaseOf(url));
		}
	}

	// jdbc:postgresql://host:port/database, jdbc:postgresql:database; the first host of a
	// list.
	static InetSocketAddress databaseOf(String url) {
		String rest = url.substring("jdbc:".length());
		if (!rest.startsWith("postgresql://")) {
			return InetSocketAddress.createUnresolved("localhost", POSTGRESQL);
		}
		URI uri = URI.create(rest.replaceFirst(",[^/]*", "").replaceFirst("\\?.*", ""));
		String host = (uri.getHost() != null) ? uri.getHost() : "localhost";
		return new InetSocketAddress(host, (uri.getPort() > 0) ? uri.getPort() : POSTGRESQL);
	}

}
