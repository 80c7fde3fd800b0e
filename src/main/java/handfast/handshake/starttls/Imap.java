package handfast.handshake.starttls;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import handfast.x509.Printable;

/**
 * IMAP's STARTTLS.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1 RFC 9051 §6.2.1
 */
final class Imap implements Preamble {

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		String greeting = talk.hear("IMAP greeting");
		String upper = greeting.toUpperCase(Locale.ROOT);
		if (!upper.startsWith("* OK")) {
			// RFC 9051 §7.1.4: after PREAUTH there is no way to TLS.
			return upper.startsWith("* PREAUTH") || upper.startsWith("* BYE") ? new NotOffered(Printable.of(greeting))
					: new OtherProtocol(Printable.of(greeting));
		}
		talk.say("IMAP CAPABILITY", "a1 CAPABILITY");
		List<String> capabilities = talk.hear("IMAP capabilities", (line) -> line.startsWith("a1 "));
		if (capabilities.stream().noneMatch(Imap::holdsStartTls)) {
			return new NotOffered(Printable.of(capabilities.getFirst()));
		}
		talk.say("IMAP STARTTLS", "a2 STARTTLS");
		String answer = talk.hear("IMAP answer", (line) -> line.startsWith("a2 ")).getLast();
		return answer.toUpperCase(Locale.ROOT).startsWith("A2 OK") ? Answer.READY
				: new NotOffered(Printable.of(answer));
	}

	private static boolean holdsStartTls(String line) {
		return line.startsWith("* ") && List.of(line.toUpperCase(Locale.ROOT).split(" ")).contains("STARTTLS");
	}

}
