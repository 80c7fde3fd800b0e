package handfast.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.x509.KeyAlgorithm;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.springframework.stereotype.Service;

/**
 * The consumers in the jar, a file each; a fault in one stops the start.
 */
@Service
public class Consumers {

	private static final List<String> NAMES = List.of("android", "apache", "elasticsearch", "haproxy", "hitch", "iis",
			"java", "jenkins", "jetty", "kafka", "keycloak", "macos-keychain", "nginx", "node", "postfix", "postgresql",
			"spring-boot", "tomcat", "wildfly", "windows-server-2016");

	private final Map<String, Consumer> consumers = new TreeMap<>();

	public Consumers() {
		NAMES.forEach((name) -> this.consumers.put(name, read(name)));
	}

	public Optional<Consumer> find(String name) {
		return Optional.ofNullable(this.consumers.get(name));
	}

	/**
	 * By name.
	 */
	public List<Consumer> all() {
		return List.copyOf(this.consumers.values());
	}

	private static Consumer read(String name) {
		try (InputStream stream = Objects
			.requireNonNull(Consumers.class.getResourceAsStream("/consumers/" + name + ".yaml"), name)) {
			Map<String, Object> values = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
			return new Consumer(name, text(values, "title"), Format.valueOf(text(values, "format")),
					Encryption
						.valueOf(String.valueOf(values.getOrDefault("encryption", "modern")).toUpperCase(Locale.ROOT)),
					"key-first".equals(values.get("order")), keys(values), text(values, "note"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<KeyAlgorithm> keys(Map<String, Object> values) {
		return ((List<?>) Objects.requireNonNull(values.get("keys"))).stream()
			.map((label) -> KeyAlgorithm.find(String.valueOf(label)).orElseThrow())
			.toList();
	}

	private static String text(Map<String, Object> values, String key) {
		return String.valueOf(Objects.requireNonNull(values.get(key), key));
	}

}
