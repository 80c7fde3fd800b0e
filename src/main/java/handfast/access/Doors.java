package handfast.access;

/**
 * The two ports that this process really listens on; {@code operations} knows them. Asked
 * with each request, so that a port of 0 is told right once it is bound.
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

}
