package handfast.operations;

import handfast.access.Doors;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The ports of the two doors, as Preflight settled them; 0 for a command without doors.
 */
@Component
class OpenDoors implements Doors {

	private final int httpsPort;

	private final int plainPort;

	private volatile String host = "localhost";

	OpenDoors(@Value("${server.port:0}") int httpsPort, @Value("${" + Preflight.HTTP_PORT + ":0}") int plainPort) {
		this.httpsPort = httpsPort;
		this.plainPort = plainPort;
	}

	@Override
	public String host() {
		return this.host;
	}

	/**
	 * Told once the certificate is there, whose names decide it.
	 */
	void areReachedAs(String host) {
		this.host = host;
	}

	@Override
	public int plainPort() {
		return this.plainPort;
	}

	@Override
	public int httpsPort() {
		return this.httpsPort;
	}

}
