package handfast.handshake.starttls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The protocols that come to TLS by STARTTLS, by the names that requests give them.
 */
public final class Preambles {

	private static final Map<String, Preamble> ALL = all();

	private Preambles() {
	}

	public static List<String> names() {
		return List.copyOf(ALL.keySet());
	}

	public static Optional<Preamble> find(String name) {
		return Optional.ofNullable(ALL.get(name));
	}

	private static Map<String, Preamble> all() {
		Map<String, Preamble> all = new LinkedHashMap<>();
		all.put("smtp", new Smtp());
		all.put("imap", new Imap());
		all.put("pop3", new Pop3());
		all.put("ftp", new Ftp());
		all.put("ldap", new Ldap());
		all.put("xmpp", new Xmpp());
		all.put("postgres", new Postgres());
		all.put("mysql", new Mysql());
		return all;
	}

}
