package handfast.handshake;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.x509.DnsName;
import handfast.x509.MalformedException;

/**
 * Where a handshake goes: {@code shop.test:443}, {@code 10.1.2.3:443},
 * {@code [fd00::1]:443}.
 *
 * @param host as written, without brackets; an international one as A-labels
 */
public record Target(String host, int port) {

	private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:/@\\s]+)):([0-9]{1,5})");

	// What we connect to need not be a name that we would certify: underscores occur.
	private static final Pattern HOST = Pattern
		.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");

	/**
	 * Reads the text; never asks DNS.
	 */
	public static Optional<Target> parse(String text) {
		Matcher form = FORM.matcher(text);
		if (!form.matches()) {
			return Optional.empty();
		}
		int port = Integer.parseInt(form.group(3));
		String host = (form.group(1) != null) ? form.group(1) : ascii(form.group(2));
		boolean valid = port > 0 && port < 65536
				&& ((form.group(1) != null) ? isAddress(host) : isHostName(host) || isAddress(host));
		return valid ? Optional.of(new Target(host, port)) : Optional.empty();
	}

	/**
	 * A-labels for U-labels, as DNS and SNI have them; anything else as it is.
	 */
	static String ascii(String host) {
		if (host.chars().allMatch((character) -> character < 128)) {
			return host;
		}
		try {
			return DnsName.parse(host).value();
		}
		catch (MalformedException ex) {
			return host;
		}
	}

	static boolean isHostName(String host) {
		return HOST.matcher(host).matches();
	}

	public static boolean isAddress(String host) {
		try {
			InetAddress.ofLiteral(host);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
