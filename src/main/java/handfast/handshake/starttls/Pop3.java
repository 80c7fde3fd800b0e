package handfast.handshake.starttls;

import java.io.IOException;
import java.util.List;

import handfast.x509.Printable;

/**
 * POP3's STLS.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2595#section-4 RFC 2595 §4
 */
final class Pop3 implements Preamble {

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		String greeting = talk.hear("POP3 greeting");
		if (!greeting.startsWith("+OK")) {
			return greeting.startsWith("-ERR") ? new NotOffered(Printable.of(greeting))
					: new OtherProtocol(Printable.of(greeting));
		}
		talk.say("POP3 CAPA", "CAPA");
		List<String> capabilities = talk.hear("POP3 capabilities",
				(line) -> line.equals(".") || line.startsWith("-ERR"));
		// A server that knows no CAPA may know STLS.
		boolean listed = capabilities.getLast().equals(".");
		if (listed && capabilities.stream().noneMatch("STLS"::equalsIgnoreCase)) {
			return new NotOffered(
					Printable.of(String.join(", ", capabilities.subList(1, Math.max(1, capabilities.size() - 1)))));
		}
		talk.say("POP3 STLS", "STLS");
		String answer = talk.hear("POP3 answer");
		return answer.startsWith("+OK") ? Answer.READY : new NotOffered(Printable.of(answer));
	}

}
