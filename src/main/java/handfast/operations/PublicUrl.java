package handfast.operations;

import java.net.URI;
import java.util.Optional;

/**
 * What certificates may name as the address of CRLs and issuers, whoever says it.
 */
final class PublicUrl {

	/**
	 * What to write.
	 */
	static final String FORM = "http://, a host and a port, such as http://pki.shop.internal:8080.";

	// With what is put behind it, an address stays within what a certificate's lint and
	// the database's column take.
	private static final int LONGEST = 400;

	private PublicUrl() {
	}

	/**
	 * The URL without a slash at its end; empty where certificates can't name it.
	 */
	static Optional<String> parse(String text) {
		try {
			URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
			boolean plain = "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawQuery() == null
					&& uri.getRawFragment() == null && uri.getRawUserInfo() == null;
			return (plain && text.length() <= LONGEST) ? Optional.of(uri.toString()) : Optional.empty();
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
