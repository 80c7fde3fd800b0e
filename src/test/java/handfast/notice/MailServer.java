package handfast.notice;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;

/**
 * A real SMTP server in this process, and what it was handed.
 */
final class MailServer implements AutoCloseable {

	private final GreenMail server;

	private final Set<String> seen = new HashSet<>();

	private MailServer(GreenMail server) {
		this.server = server;
	}

	static MailServer start(int port) {
		ServerSetup setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
		setup.setServerStartupTimeout(20_000);
		GreenMail server = new GreenMail(setup);
		server.start();
		return new MailServer(server);
	}

	int port() {
		return this.server.getSmtp().getPort();
	}

	/**
	 * Waits for as many as are said, and for no more than those.
	 */
	List<Mail> next(int count) {
		this.server.waitForIncomingEmail(10_000, this.seen.size() + count);
		// They stand in the order of their mailboxes, not of their coming.
		List<Mail> next = all().stream().filter((mail) -> this.seen.add(mail.id())).toList();
		if (next.size() != count) {
			throw new AssertionError(count + " mails were to come, and these came: " + next);
		}
		return next;
	}

	int count() {
		return this.server.getReceivedMessages().length;
	}

	private List<Mail> all() {
		return Arrays.stream(this.server.getReceivedMessages()).map(MailServer::read).toList();
	}

	private static Mail read(MimeMessage message) {
		try {
			return new Mail(message.getMessageID(), message, message.getAllRecipients()[0].toString(),
					message.getSubject(), part(message.getContent(), "text/plain"),
					part(message.getContent(), "text/html"));
		}
		catch (MessagingException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String part(Object content, String type) throws MessagingException, IOException {
		if (!(content instanceof Multipart parts)) {
			return null;
		}
		for (int i = 0; i < parts.getCount(); i++) {
			BodyPart part = parts.getBodyPart(i);
			String found = part.isMimeType(type) ? (String) part.getContent() : part(part.getContent(), type);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	@Override
	public void close() {
		this.server.stop();
	}

	/**
	 * A mail that came.
	 */
	record Mail(String id, MimeMessage message, String to, String subject, String text, String html) {

		@Override
		public String toString() {
			return this.to + ": " + this.subject + "\n" + this.text;
		}

	}

}
