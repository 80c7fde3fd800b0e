package handfast.handshake.starttls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

import handfast.x509.Printable;

/**
 * XMPP's STARTTLS, as a client says it. Looks for words in the stream; parses no XML.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6120#section-5.4 RFC 6120 §5.4
 */
final class Xmpp implements Preamble {

	private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";

	private static final int LONGEST = 16 * 1024;

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		say(talk, "XMPP stream", "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
				+ " xmlns:stream='http://etherx.jabber.org/streams' to='" + serverName + "' version='1.0'>");
		String features = hear(talk, "XMPP features",
				(text) -> text.endsWith("</stream:features>") || text.contains("<stream:features/>") || isOver(text));
		if (!features.contains("<stream:") && !features.contains("<stream ")) {
			return new OtherProtocol(Printable.of(features));
		}
		if (!features.contains(TLS)) {
			return new NotOffered(Printable.of(features.substring(Math.max(0, features.indexOf("<stream:features")))));
		}
		say(talk, "XMPP starttls", "<starttls xmlns='" + TLS + "'/>");
		String answer = hear(talk, "XMPP answer", (text) -> text.endsWith(">"));
		return answer.contains("<proceed") ? Answer.READY : new NotOffered(Printable.of(answer));
	}

	private static void say(Talk talk, String name, String text) throws IOException {
		talk.say(name, text, text.getBytes(StandardCharsets.UTF_8));
	}

	private static boolean isOver(String text) {
		return text.endsWith("</stream:error>") || text.endsWith("</stream:stream>");
	}

	private static String hear(Talk talk, String name, Predicate<String> isWhole) throws IOException {
		StringBuilder text = new StringBuilder();
		try {
			int last;
			do {
				last = talk.take();
				text.append((char) last);
				if (text.length() > LONGEST) {
					throw new Talk.TooMuch();
				}
				// What is no XML is not waited for.
				if (text.length() == 1 && last != '<') {
					return text.append(talk.takeRest()).toString();
				}
			}
			while (last != '>' || !isWhole.test(text.toString()));
		}
		finally {
			talk.heard(name, List.of(text.toString()), text.length());
		}
		return text.toString();
	}

}
