package handfast.egress;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

import handfast.x509.Cidr;

/**
 * The one guard for every connection that we open (security §7): resolves once, checks
 * each address, connects to the address that was checked.
 */
public interface EgressGuard {

	/**
	 * Addresses of the host that may be connected to, in the resolver's order.
	 * @throws EgressRefused where there is none, or none is allowed
	 */
	List<InetAddress> resolve(String host, int port, Grants grants, Duration deadline);

	/**
	 * Connects to an address that {@link #resolve} gave. The socket is closed when the
	 * deadline is over, whatever the peer does.
	 * @throws EgressRefused where it is denied, refused or not answered in time
	 */
	Socket connect(InetAddress address, int port, Grants grants, Duration deadline);

	/**
	 * What the one who asks may reach beside public addresses.
	 *
	 * @param privateNetworks loopback and private addresses, all of them
	 * @param networks such of them as were granted
	 * @param ownHttps our own HTTPS port: handshake probes alone
	 */
	record Grants(boolean privateNetworks, List<Cidr> networks, boolean ownHttps) {
	}

}
