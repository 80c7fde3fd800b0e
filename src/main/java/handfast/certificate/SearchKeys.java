package handfast.certificate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

import handfast.x509.Fingerprint;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a certificate is found by. Labels stand reversed, as in the order of DNS:
 * {@code www.shop.test} is {@code dns:test.shop.www}, and is below {@code dns:test.} and
 * {@code dns:test.shop.}, whose last dot says "all below".
 */
final class SearchKeys {

	/**
	 * Every certificate has it.
	 */
	static final String ALL = "all";

	/**
	 * Every certificate with contacts has it.
	 */
	static final String TOLD = "told";

	// Longer than any DNS name; what is longer is kept as its hash.
	private static final int LONGEST = 280;

	private SearchKeys() {
	}

	static Set<String> of(List<ObservedName> names, UUID owner, @Nullable String profile, List<Contact> contacts) {
		Set<String> keys = new LinkedHashSet<>();
		keys.add(ALL);
		keys.add(owner(owner));
		if (profile != null) {
			keys.add(profile(profile));
		}
		keys.addAll(of(contacts));
		for (ObservedName name : names) {
			keys.add(exactly(name.type(), name.value()));
			if (name.type().equals("dns")) {
				addDomainsAbove(name.value(), keys);
			}
		}
		return keys;
	}

	/**
	 * Those of who is told.
	 */
	static Set<String> of(List<Contact> contacts) {
		Set<String> keys = new LinkedHashSet<>();
		contacts.forEach((contact) -> keys.add(contact(contact)));
		if (!contacts.isEmpty()) {
			keys.add(TOLD);
		}
		return keys;
	}

	static String owner(UUID owner) {
		return "owner:" + owner;
	}

	static String profile(String profile) {
		return bounded("profile:" + profile);
	}

	static String contact(Contact contact) {
		return bounded("contact:" + contact.text());
	}

	static String exactly(String type, String value) {
		return bounded(type + ":" + (type.equals("dns") ? reversed(value) : value));
	}

	/**
	 * Of all DNS names below the domain.
	 */
	static String below(String domain) {
		return bounded("dns:" + reversed(domain) + ".");
	}

	private static void addDomainsAbove(String name, Set<String> keys) {
		for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
			keys.add(below(name.substring(dot + 1)));
		}
	}

	private static String reversed(String name) {
		List<String> labels = Arrays.asList(name.toLowerCase(Locale.ROOT).split("\\.", -1));
		Collections.reverse(labels);
		return String.join(".", labels);
	}

	// PostgreSQL keeps no NUL, and another CA's certificate may hold any character.
	private static String bounded(String key) {
		boolean plain = key.length() <= LONGEST && key.indexOf('\0') < 0;
		return plain ? key : "sha256:" + Fingerprint.of(key.getBytes(StandardCharsets.UTF_8)).hex();
	}

}
