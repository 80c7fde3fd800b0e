package handfast.handshake.starttls;

import java.io.IOException;
import java.util.List;

import handfast.x509.Printable;

/**
 * SMTP's STARTTLS.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc3207#section-4 RFC 3207 §4
 */
final class Smtp implements Preamble {

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		String greeting = talk.hearReply("SMTP greeting").getLast();
		if (!greeting.startsWith("220")) {
			return greeting.matches("[45][0-9]{2}\\b.*") ? new NotOffered(Printable.of(greeting))
					: new OtherProtocol(Printable.of(greeting));
		}
		talk.say("SMTP EHLO", "EHLO handfast.invalid");
		List<String> extensions = talk.hearReply("SMTP extensions");
		if (!extensions.getLast().startsWith("250")) {
			return Banner.protocol(talk.firstBytes()).filter("FTP"::equals).isPresent()
					? new OtherProtocol(Printable.of(greeting)) : new NotOffered(Printable.of(extensions.getLast()));
		}
		List<String> words = extensions.stream()
			.skip(1)
			.map((line) -> line.substring(Math.min(4, line.length())))
			.toList();
		if (words.stream().noneMatch("STARTTLS"::equalsIgnoreCase)) {
			return new NotOffered(Printable.of(String.join(", ", words)));
		}
		talk.say("SMTP STARTTLS", "STARTTLS");
		String answer = talk.hearReply("SMTP answer").getLast();
		return answer.startsWith("220") ? Answer.READY : new NotOffered(Printable.of(answer));
	}

}
