package handfast.handshake.starttls;

import java.io.IOException;
import java.util.List;

import handfast.x509.Printable;

/**
 * PostgreSQL's SSLRequest: eight octets, answered by one.
 *
 * @spec https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
 */
final class Postgres implements Preamble {

	private static final byte[] SSL_REQUEST = { 0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f };

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		talk.say("PostgreSQL SSLRequest", "SSLRequest 80877103", SSL_REQUEST);
		int answer = talk.take();
		boolean known = answer == 'S' || answer == 'N' || answer == 'E';
		String said = (char) answer + (known ? "" : talk.takeRest());
		talk.heard("PostgreSQL answer", List.of(said), said.length());
		return switch (answer) {
			case 'S' -> Answer.READY;
			case 'N' -> new NotOffered("N, which is no");
			// One older than the request, or one with too many connections.
			case 'E' -> new NotOffered("E, which is an error");
			default -> new OtherProtocol(Printable.of(said));
		};
	}

}
