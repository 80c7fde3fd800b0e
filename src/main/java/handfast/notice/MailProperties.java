package handfast.notice;

import java.time.Duration;
import java.util.Optional;

import handfast.x509.EmailAddress;
import handfast.x509.MalformedException;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server that takes our mail.
 *
 * @param host of the submission server; without it no mail is sent
 * @param username for SMTP AUTH; none without it
 * @param from sender's address
 * @param encryption of the connection; a server's certificate must be good for
 * {@code host} under the system's roots or our own
 * @param timeout for each step of the conversation
 */
@ConfigurationProperties("handfast.mail")
record MailProperties(@Nullable String host, @DefaultValue("587") int port, @Nullable String username,
		@Nullable String password, @Nullable String from, @DefaultValue("starttls") Encryption encryption,
		@DefaultValue("PT20S") Duration timeout) {

	MailProperties {
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("handfast.mail.port must be a port: write 587");
		}
		if (host != null && from == null) {
			throw new IllegalArgumentException(
					"handfast.mail.from is missing: write the address that mail comes from, such as handfast@example.com");
		}
		requireAddress(from);
		if ((username == null) != (password == null)) {
			throw new IllegalArgumentException(
					"handfast.mail.username and handfast.mail.password belong together: write both or none");
		}
		if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
			throw new IllegalArgumentException("handfast.mail.timeout must be between PT1S and PT5M: write PT20S");
		}
	}

	Optional<Secret> secret() {
		return Optional.ofNullable(this.password).map(Secret::of);
	}

	private static void requireAddress(@Nullable String from) {
		try {
			if (from != null) {
				EmailAddress.parse(from);
			}
		}
		catch (MalformedException ex) {
			throw new IllegalArgumentException("handfast.mail.from is no address: " + ex.getMessage());
		}
	}

	@Override
	public String toString() {
		return "MailProperties[" + this.host + ":" + this.port + "]";
	}

	/**
	 * How the connection is kept from others.
	 */
	enum Encryption {

		/** Begun in clear and then encrypted, else nothing is sent (RFC 3207). */
		STARTTLS,

		/** From the first byte on (RFC 8314). */
		TLS,

		NONE

	}

}
