package handfast.handshake.starttls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import handfast.x509.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol the first bytes of a server betray.
 */
public final class Banner {

	private static final int LONGEST_SHOWN = 60;

	private final byte[] first;

	private final String lower;

	private Banner(byte[] first) {
		this.first = first;
		this.lower = new String(first, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
	}

	/**
	 * The name of the protocol in a request's {@code startTls}; empty for one that has
	 * none, or is not known.
	 */
	public static Optional<String> startTls(byte[] first) {
		return Optional.ofNullable(new Banner(first).startTlsName());
	}

	/**
	 * The protocol for people; empty where it is not known.
	 */
	public static Optional<String> protocol(byte[] first) {
		return Optional.ofNullable(new Banner(first).protocolName());
	}

	/**
	 * The first line, printable and short.
	 */
	public static String shown(byte[] first) {
		String line = new String(first, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
		String shown = Printable.of(line);
		return (shown.length() > LONGEST_SHOWN) ? shown.substring(0, LONGEST_SHOWN) + "…" : shown;
	}

	private @Nullable String startTlsName() {
		if (this.lower.startsWith("220") || this.lower.startsWith("554")) {
			return this.lower.contains("ftp") ? "ftp" : "smtp";
		}
		if (this.lower.startsWith("* ok") || this.lower.startsWith("* preauth") || this.lower.startsWith("* bye")) {
			return "imap";
		}
		if (this.lower.startsWith("+ok")) {
			return "pop3";
		}
		if (this.lower.contains("<stream:")) {
			return "xmpp";
		}
		// Its greeting: a length of three octets, number 0, protocol version 10.
		boolean mysql = this.first.length > 8 && this.first[3] == 0 && this.first[4] == 10
				&& Character.isDigit(this.first[5]);
		return mysql ? "mysql" : null;
	}

	private @Nullable String protocolName() {
		String name = startTlsName();
		if (name != null) {
			return switch (name) {
				case "mysql" -> "MySQL";
				default -> name.toUpperCase(Locale.ROOT);
			};
		}
		if (this.lower.startsWith("http/") || this.lower.startsWith("<html") || this.lower.startsWith("<!doctype")) {
			return "HTTP";
		}
		if (this.lower.startsWith("ssh-")) {
			return "SSH";
		}
		if (this.lower.startsWith("rfb ")) {
			return "VNC";
		}
		boolean tls = this.first.length > 2 && this.first[0] >= 21 && this.first[0] <= 22 && this.first[1] == 3;
		return tls ? "TLS" : null;
	}

}
