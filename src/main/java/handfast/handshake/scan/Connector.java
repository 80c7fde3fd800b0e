package handfast.handshake.scan;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import handfast.egress.EgressRefused;

/**
 * Opens one more connection to the server that is scanned, ready for a ClientHello.
 */
@FunctionalInterface
public interface Connector {

	/**
	 * @param time after which the connection is closed, whatever happens
	 * @throws EgressRefused where there is none to be had
	 */
	Socket connect(Duration time) throws IOException;

}
