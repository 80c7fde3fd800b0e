package handfast.x509;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URI with a host, such as {@code spiffe://shop.test/web}, or a URN.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6 RFC 5280 §4.2.1.6
 */
public record UriName(String value) implements Name {

	private static final int LONGEST = 1000;

	public UriName {
		if (!canonical(value).equals(value)) {
			throw malformed(value);
		}
	}

	/**
	 * Reads a URI; scheme and host become lower case.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static UriName parse(String text) {
		return new UriName(canonical(text));
	}

	/**
	 * The host that the permit list is asked for; none for a URN.
	 */
	public Optional<Name> host() {
		return Optional.ofNullable(URI.create(this.value).getHost()).map(UriName::hostName);
	}

	@Override
	public String type() {
		return "uri";
	}

	@Override
	public GeneralName toGeneralName() {
		return new GeneralName(GeneralName.uniformResourceIdentifier, this.value);
	}

	private static String canonical(String text) {
		try {
			URI uri = new URI(text);
			String scheme = uri.getScheme();
			// Quotes, spaces and what a shell reads are no URI, or must be escaped.
			if (text.length() > LONGEST || scheme == null || text.matches(".*[^!-~].*|.*[\"'`$;|&<>\\\\].*")) {
				throw malformed(text);
			}
			return uri.isOpaque() ? urn(uri, text) : hierarchical(uri, text);
		}
		catch (URISyntaxException ex) {
			throw malformed(text);
		}
	}

	private static String urn(URI uri, String text) {
		if (!"urn".equalsIgnoreCase(uri.getScheme()) || !text.matches("(?i)urn:[a-z0-9][a-z0-9-]{1,31}:.+")) {
			throw malformed(text);
		}
		return "urn" + text.substring(3);
	}

	private static String hierarchical(URI uri, String text) {
		@Nullable String host = uri.getHost();
		if (host == null || uri.getRawUserInfo() != null) {
			throw malformed(text);
		}
		requirePlain(uri, text);
		String canonicalHost = hostName(host).value();
		if (canonicalHost.indexOf(':') >= 0) {
			canonicalHost = "[" + canonicalHost + "]";
		}
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		String fragment = (uri.getRawFragment() != null) ? "#" + uri.getRawFragment() : "";
		return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + canonicalHost + port + uri.getRawPath() + query
				+ fragment;
	}

	/**
	 * RFC 3986 §6.2.2: one spelling of a path, and nothing hidden in an escape.
	 */
	private static void requirePlain(URI uri, String text) {
		boolean dots = Arrays.stream(uri.getRawPath().split("/"))
			.anyMatch((segment) -> segment.equals(".") || segment.equals(".."));
		if (dots || uri.getPort() > 65535 || text.matches("(?i).*(%[01][0-9a-f]|%7f|[()*!]).*")) {
			throw malformed(text);
		}
	}

	private static Name hostName(String host) {
		if (host.startsWith("[")) {
			return IpAddress.parse(host.substring(1, host.length() - 1));
		}
		return IpAddress.looksLikeOne(host) ? IpAddress.parse(host) : DnsName.parse(host);
	}

	private static MalformedException malformed(String text) {
		return new MalformedException("uri-malformed",
				Text.printable(text) + " is not a URI with a host; write it as spiffe://shop.test/web.");
	}

	@Override
	public String toString() {
		return this.value;
	}

}
