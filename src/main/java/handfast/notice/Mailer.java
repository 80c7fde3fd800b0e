package handfast.notice;

import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import handfast.notice.MailProperties.Encryption;
import handfast.storage.HostName;
import handfast.x509.Printable;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.mail.MailException;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Hands mail to the server that the settings name, by SMTP.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6409 RFC 6409
 */
@Component
@EnableConfigurationProperties({ MailProperties.class, NoticeProperties.class })
class Mailer {

	private final MailProperties properties;

	private final OutgoingTrust trust;

	private final Clock clock;

	Mailer(MailProperties properties, OutgoingTrust trust, Clock clock) {
		this.properties = properties;
		this.trust = trust;
		this.clock = clock;
	}

	/**
	 * Whether a server is set at all.
	 */
	boolean isSet() {
		return this.properties.host() != null;
	}

	/**
	 * Sends one mail, as HTML and as text.
	 * @throws MailException where the server does not take it
	 */
	void send(String address, List<News> news) {
		JavaMailSenderImpl sender = sender();
		MimeMessage message = sender.createMimeMessage();
		DigestText text = new DigestText(news, this.clock.instant());
		try {
			MimeMessageHelper helper = new MimeMessageHelper(message, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED,
					"UTF-8");
			helper.setFrom(String.valueOf(this.properties.from()), "Handfast");
			helper.setTo(address);
			helper.setSubject(text.subject());
			helper.setSentDate(Date.from(this.clock.instant()));
			helper.setText(text.plain(), text.html());
			// RFC 3834 §5: no one's holiday answers it.
			message.setHeader("Auto-Submitted", "auto-generated");
		}
		catch (MessagingException | UnsupportedEncodingException ex) {
			throw new MailPreparationException(ex);
		}
		sender.send(message);
	}

	/**
	 * What the server said, for people.
	 */
	String problemOf(MailException ex) {
		Throwable cause = Optional.ofNullable(ex.getMostSpecificCause()).orElse(ex);
		return this.properties.host() + ":" + this.properties.port() + " says: "
				+ Printable.of(String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " "));
	}

	private JavaMailSenderImpl sender() {
		JavaMailSenderImpl sender = new JavaMailSenderImpl();
		sender.setHost(this.properties.host());
		sender.setPort(this.properties.port());
		sender.setUsername(this.properties.username());
		this.properties.secret().ifPresent((secret) -> sender.setPassword(new String(secret.value())));
		String timeout = String.valueOf(this.properties.timeout().toMillis());
		Properties settings = sender.getJavaMailProperties();
		settings.put("mail.smtp.connectiontimeout", timeout);
		settings.put("mail.smtp.timeout", timeout);
		settings.put("mail.smtp.writetimeout", timeout);
		settings.put("mail.smtp.localhost", HostName.find().orElse("localhost"));
		settings.put("mail.smtp.auth", String.valueOf(this.properties.username() != null));
		settings.put("mail.smtp.starttls.enable", String.valueOf(this.properties.encryption() == Encryption.STARTTLS));
		settings.put("mail.smtp.starttls.required",
				String.valueOf(this.properties.encryption() == Encryption.STARTTLS));
		settings.put("mail.smtp.ssl.enable", String.valueOf(this.properties.encryption() == Encryption.TLS));
		settings.put("mail.smtp.ssl.checkserveridentity", "true");
		settings.put("mail.smtp.ssl.socketFactory", this.trust.sockets());
		return sender;
	}

}
