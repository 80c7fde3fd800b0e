package handfast.handshake.doh;

import java.io.IOException;

/**
 * Application data of a TLS connection.
 */
public interface Channel {

	void send(byte[] bytes) throws IOException;

	/**
	 * Waits for more.
	 * @return what came; empty at the end of the connection
	 */
	byte[] receive() throws IOException;

}
