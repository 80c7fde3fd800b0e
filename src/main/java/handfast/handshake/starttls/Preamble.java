package handfast.handshake.starttls;

import java.io.IOException;

/**
 * How a protocol that begins in clear comes to TLS.
 */
@FunctionalInterface
public interface Preamble {

	/**
	 * Talks until TLS may begin, or until it is clear that it won't.
	 * @param serverName name of the server, for protocols that address it
	 */
	Answer speak(Talk talk, String serverName) throws IOException;

	/**
	 * What came of it.
	 */
	sealed interface Answer {

		/**
		 * The next byte is one of TLS.
		 */
		Answer READY = new Ready();

	}

	/**
	 * TLS may begin.
	 */
	record Ready() implements Answer {
	}

	/**
	 * The server speaks the protocol and does not go over to TLS.
	 *
	 * @param offered what it offers or says instead, printable
	 */
	record NotOffered(String offered) implements Answer {
	}

	/**
	 * Something else than the protocol came.
	 *
	 * @param said the first of it, printable
	 */
	record OtherProtocol(String said) implements Answer {
	}

}
