package handfast.handshake.doh;

import java.io.IOException;
import java.util.Base64;

import handfast.x509.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server that has just shaken hands for an address, as a resolver's client would.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc8484#section-4 RFC 8484 §4
 */
public final class DnsOverHttps {

	/**
	 * As the REST API names it.
	 */
	public static final String NAME = "dns-over-https";

	/**
	 * What nearly all servers use, and RFC 8484 in its examples.
	 */
	public static final String PATH = "/dns-query";

	private static final String TYPE = "application/dns-message";

	private DnsOverHttps() {
	}

	/**
	 * Asks one question. Never throws for what the server does: the answer says it.
	 * @param alpn that was agreed on; null for none
	 * @param authority host, and port where it is not 443
	 * @param name to ask for; empty for the root
	 */
	public static Answer ask(Channel channel, @Nullable String alpn, String authority, String name) throws IOException {
		boolean second = "h2".equals(alpn);
		String path = PATH + "?dns="
				+ Base64.getUrlEncoder().withoutPadding().encodeToString(DnsMessages.question(name));
		HttpAnswer answer = second ? Http2.get(channel, authority, path) : Http1.get(channel, authority, path);
		String version = second ? "HTTP/2" : "HTTP/1.1";
		if (answer.status() != 200) {
			return Answer.failed(version, answer.status(), (answer.status() == 0) ? "it answers without a status"
					: "it answers with status " + answer.status());
		}
		if (!second && !answer.type().equals(TYPE)) {
			return Answer.failed(version, 200,
					"it answers with " + (answer.type().isEmpty() ? "no media type" : Printable.of(answer.type()))
							+ " and not with " + TYPE);
		}
		return DnsMessages.read(answer.body())
			.map((said) -> new Answer(NAME, version, 200, said, null))
			.orElseGet(() -> Answer.failed(version, 200, "what it answers is no DNS message"));
	}

	/**
	 * What came of it.
	 *
	 * @param http {@code HTTP/2} or {@code HTTP/1.1}
	 * @param status of HTTP; 0 where none came
	 * @param said response code and number of answers; null where no DNS answer came
	 * @param fault for people; null where it works
	 */
	public record Answer(String protocol, String http, int status, @Nullable String said, @Nullable String fault) {

		public static Answer failed(String http, int status, String fault) {
			return new Answer(NAME, http, status, null, fault);
		}

	}

}
