package handfast.access;

/**
 * Where this process really listens; {@code operations} knows them. Asked with each
 * request, so that a port of 0 is told right once it is bound.
 */
public interface Doors {

	/**
	 * HTTP without TLS: {@code /pki} and {@code /health} alone.
	 */
	int plainPort();

	/**
	 * HTTPS: everything else.
	 */
	int httpsPort();

	/**
	 * How a URL of either door calls this machine.
	 */
	default String host() {
		return "localhost";
	}

}
