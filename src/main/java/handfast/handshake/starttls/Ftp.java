package handfast.handshake.starttls;

import java.io.IOException;
import java.util.List;

import handfast.x509.Printable;
import org.jspecify.annotations.Nullable;

/**
 * FTP's AUTH TLS.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc4217#section-4 RFC 4217 §4
 */
final class Ftp implements Preamble {

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		String greeting = reply(talk, "FTP greeting").getLast();
		if (!greeting.startsWith("220")) {
			return greeting.matches("[45][0-9]{2}\\b.*") ? new NotOffered(Printable.of(greeting))
					: new OtherProtocol(Printable.of(greeting));
		}
		talk.say("FTP AUTH", "AUTH TLS");
		String answer = reply(talk, "FTP answer").getLast();
		if (answer.startsWith("234")) {
			return Answer.READY;
		}
		if (answer.startsWith("502 5.5") || greeting.toUpperCase(java.util.Locale.ROOT).contains("SMTP")) {
			return new OtherProtocol(Printable.of(greeting));
		}
		return new NotOffered(Printable.of(answer));
	}

	// RFC 959 §4.2: between the first line and the last one of its number, lines are
	// free.
	private static List<String> reply(Talk talk, String name) throws IOException {
		return talk.hear(name, new Talk.LineEnd() {

			private @Nullable String number;

			@Override
			public boolean test(String line) {
				if (this.number == null) {
					boolean several = line.length() > 3 && line.charAt(3) == '-' && Character.isDigit(line.charAt(0));
					this.number = several ? line.substring(0, 3) + " " : "";
				}
				return line.startsWith(this.number);
			}

		});
	}

}
