package handfast.egress;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * The ports of this very service, which no connection of ours may lead back to. Filled
 * when the doors are open, since a port may be chosen by the system.
 */
@Component
public class OwnPorts {

	private final Set<InetSocketAddress> denied = ConcurrentHashMap.newKeySet();

	private final Set<Integer> deniedHere = ConcurrentHashMap.newKeySet();

	private volatile int https = -1;

	/**
	 * Our HTTPS door: open to handshake probes alone.
	 */
	public void https(int port) {
		this.https = port;
	}

	/**
	 * A port of ours at this machine that is never connected to: the plain HTTP door,
	 * management.
	 */
	public void deny(int port) {
		this.deniedHere.add(port);
	}

	/**
	 * Where our database is, here or elsewhere: never connected to.
	 */
	public void deny(InetSocketAddress address) {
		this.denied.add(address);
		// What listens at one address of this machine may listen at the others too.
		if (address.isUnresolved() || AddressRules.isThisMachine(address.getAddress())) {
			this.deniedHere.add(address.getPort());
		}
	}

	boolean isHttps(int port) {
		return this.https == port;
	}

	boolean isDeniedHere(int port) {
		return this.deniedHere.contains(port);
	}

	boolean isDenied(InetSocketAddress address) {
		return this.denied.contains(address);
	}

}
