package handfast.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.storage.StartRefused;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Our settings, as the build listed them with the records that hold them.
 */
final class KnownSettings {

	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("handfast");

	// What we say to ourselves, and what tests say.
	private static final Set<String> INTERNAL = Set.of("door", "test");

	private KnownSettings() {
	}

	/**
	 * Refuses a setting that is none of ours, such as one that is misspelled, and one
	 * whose value its record does not take. Of the environment the names are spared:
	 * others call their variables what they like.
	 * @throws StartRefused for a name
	 * @throws org.springframework.boot.context.properties.bind.BindException for a value
	 */
	static void require(ConfigurableEnvironment environment) {
		List<JsonNode> metadata = metadata();
		Set<ConfigurationPropertyName> known = known(metadata);
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> listed
					&& !source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
				List.of(listed.getPropertyNames()).forEach((name) -> require(name, known));
			}
		}
		Binder binder = Binder.get(environment);
		metadata.forEach((file) -> file.path("groups").forEach((group) -> bind(binder, group)));
	}

	private static void bind(Binder binder, JsonNode group) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(group.path("name").asString());
		if (!OURS.equals(name) && !OURS.isAncestorOf(name)) {
			return;
		}
		Class<?> type = ClassUtils.resolveClassName(group.path("type").asString(), null);
		ConfigurationProperties record = type.getAnnotation(ConfigurationProperties.class);
		if (record != null) {
			binder.bindOrCreate(record.value(), type);
		}
	}

	private static void require(String text, Set<ConfigurationPropertyName> known) {
		if (!text.startsWith("handfast.")) {
			return;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(text, '.');
		if (!INTERNAL.contains(name.getElement(1, Form.UNIFORM)) && !known.contains(withoutIndex(name))) {
			throw new StartRefused(text + " is no setting of Handfast; the nearest is " + nearest(text, known)
					+ ", and the README's table has them all.");
		}
	}

	private static ConfigurationPropertyName withoutIndex(ConfigurationPropertyName name) {
		return name.isLastElementIndexed() ? name.getParent() : name;
	}

	private static String nearest(String text, Set<ConfigurationPropertyName> known) {
		return known.stream()
			.map(ConfigurationPropertyName::toString)
			.min(java.util.Comparator.comparingInt((String name) -> distance(text, name)))
			.orElseThrow();
	}

	// Levenshtein's, one row at a time.
	private static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		for (int j = 0; j <= other.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[other.length()];
	}

	private static Set<ConfigurationPropertyName> known(List<JsonNode> metadata) {
		Set<ConfigurationPropertyName> names = new HashSet<>();
		metadata.forEach((file) -> file.path("properties").forEach((property) -> {
			ConfigurationPropertyName name = ConfigurationPropertyName.of(property.path("name").asString());
			if (OURS.isAncestorOf(name)) {
				names.add(name);
			}
		}));
		return names;
	}

	// Each jar on the class path may have one.
	private static List<JsonNode> metadata() {
		List<JsonNode> files = new ArrayList<>();
		try {
			for (URL url : Collections.list(
					KnownSettings.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream input = url.openStream()) {
					files.add(JsonMapper.shared().readTree(input));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files;
	}

}
