package handfast.handshake.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * The column "Recommended" of the IANA registries, from {@code recommended.properties}
 * beside this class.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9847#section-3 RFC 9847 §3
 */
final class Recommendations {

	private final Map<String, String> names = new HashMap<>();

	private final Map<String, String> prefixes = new HashMap<>();

	Recommendations() {
		Properties table = new Properties();
		try (InputStream in = Recommendations.class.getResourceAsStream("recommended.properties")) {
			table.load(Objects.requireNonNull(in, "recommended.properties is missing"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		table.stringPropertyNames().forEach((name) -> {
			if (name.endsWith("*")) {
				this.prefixes.put(name.substring(0, name.length() - 1), table.getProperty(name));
			}
			else {
				this.names.put(name, table.getProperty(name));
			}
		});
	}

	/**
	 * What the table does not hold is not recommended, and not discouraged either.
	 */
	String of(String name) {
		return this.names.getOrDefault(name,
				this.prefixes.entrySet()
					.stream()
					.filter((entry) -> name.startsWith(entry.getKey()))
					.map(Map.Entry::getValue)
					.findFirst()
					.orElse("N"));
	}

}
