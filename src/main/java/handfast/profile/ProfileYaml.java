package handfast.profile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import handfast.access.DurationForm;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads one profile and says of each key that is wrong what to write.
 */
class ProfileYaml {

	static final Duration SHORTEST = Duration.ofHours(1);

	private static final Duration LONGEST = Duration.ofDays(3650);

	// Lint L33's measure of short-lived.
	private static final Duration LONGEST_WITHOUT_REVOCATION = Duration.ofDays(7);

	private static final Map<String, Profile.Purpose> PURPOSES = map(Arrays.asList(Profile.Purpose.values()),
			Profile.Purpose::label);

	private static final Set<String> NAME_TYPES = Set.of("dns", "ip", "email", "uri");

	private static final Set<String> ATTRIBUTES = Set.of("CN", "O", "OU", "L", "ST", "C", "serialNumber",
			"emailAddress");

	private static final Set<String> KEYS = Set.of("description", "purposes", "names", "subject", "subjectAttributes",
			"keys", "defaultKey", "defaultValidity", "maximumValidity", "keyEncipherment", "privateKey", "revocation",
			"autoRenew", "authority");

	private static final Pattern SERIES = Pattern.compile("[a-z][a-z0-9-]{0,31}");

	private final String file;

	private final String name;

	private final String text;

	private final List<String> faults = new ArrayList<>();

	private Map<String, Object> values = Map.of();

	/**
	 * @param file as messages name it
	 * @param name of the profile
	 */
	ProfileYaml(String file, String name, String text) {
		this.file = file;
		this.name = name;
		this.text = text;
	}

	/**
	 * @throws ProfileFaults with one sentence a fault
	 */
	Profile read() {
		this.values = load();
		refuseUnknownKeys();
		Set<Profile.Purpose> purposes = set("purposes", PURPOSES);
		Set<String> nameTypes = set("names", identity(NAME_TYPES));
		boolean free = required("subject", "names or free", Map.of("names", false, "free", true), false);
		Set<String> attributes = set("subjectAttributes", identity(ATTRIBUTES));
		Map<String, KeyAlgorithm> algorithms = algorithms();
		Set<KeyAlgorithm> keys = set("keys", algorithms);
		KeyAlgorithm defaultKey = required("defaultKey", "one of keys", algorithms, KeyAlgorithm.EC_P256);
		Duration defaultValidity = duration("defaultValidity");
		Duration maximumValidity = duration("maximumValidity");
		boolean keyEncipherment = flag("keyEncipherment");
		Profile.KeyRetention retention = required("privateKey", "held, once or never",
				byName(Profile.KeyRetention.values()), Profile.KeyRetention.HELD);
		boolean noRevAvail = noRevAvail(maximumValidity);
		boolean autoRenew = this.values.containsKey("autoRenew") && flag("autoRenew");
		check(autoRenew && retention != Profile.KeyRetention.HELD, "autoRenew",
				"true needs the key to be there: write privateKey: held");
		check(free && !purposes.equals(Set.of(Profile.Purpose.CLIENT_AUTH)), "subject",
				"free is for clientAuth alone; write names");
		check(!keys.isEmpty() && !keys.contains(defaultKey), "defaultKey", "write one of those under keys");
		check(defaultValidity.compareTo(maximumValidity) > 0, "defaultValidity",
				"write at most the maximumValidity, " + DurationForm.format(maximumValidity));
		if (!this.faults.isEmpty()) {
			throw new ProfileFaults(this.faults);
		}
		return new Profile(this.name, version(), description(), purposes, nameTypes, free, attributes,
				List.copyOf(keys), defaultKey, defaultValidity, maximumValidity, keyEncipherment, retention, noRevAvail,
				autoRenew, authority(), Set.of());
	}

	private Map<String, Object> load() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setMaxAliasesForCollections(0);
		try {
			if (new Yaml(new SafeConstructor(options)).load(this.text) instanceof Map<?, ?> map) {
				Map<String, Object> loaded = new LinkedHashMap<>();
				map.forEach((key, value) -> loaded.put(String.valueOf(key), (value != null) ? value : ""));
				return loaded;
			}
		}
		// A date that is none ends in other exceptions than YAML's own.
		catch (YAMLException | IllegalArgumentException ex) {
			String reason = String.valueOf(ex.getMessage()).replaceAll("\\s+", " ");
			throw new ProfileFaults(List.of(this.file + " is not YAML, put right what follows: " + reason));
		}
		throw new ProfileFaults(List.of(this.file + " has no keys; write " + keysToWrite()));
	}

	private void refuseUnknownKeys() {
		for (String key : this.values.keySet()) {
			check(!KEYS.contains(key), key, "there is no such key; write one of " + keysToWrite());
		}
	}

	private <T> Set<T> set(String key, Map<String, T> known) {
		Set<T> found = new LinkedHashSet<>();
		String wanted = "write a list of " + String.join(", ", new TreeSet<>(known.keySet()));
		if (!(this.values.get(key) instanceof List<?> list) || list.isEmpty()) {
			check(true, key, wanted);
			return found;
		}
		for (Object item : list) {
			T value = known.get(String.valueOf(item));
			if (value == null || !found.add(value)) {
				check(true, key, item + " is unknown or stands twice; " + wanted);
			}
		}
		return found;
	}

	private <T> T required(String key, String choice, Map<String, T> known, T otherwise) {
		T value = known.get(String.valueOf(this.values.get(key)));
		check(value == null, key, "write " + choice);
		return (value != null) ? value : otherwise;
	}

	private Duration duration(String key) {
		try {
			Duration duration = DurationForm.parse(String.valueOf(this.values.get(key)));
			check(duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0, key,
					"write a duration from PT1H to P3650D");
			return duration;
		}
		catch (MalformedException ex) {
			check(true, key, String.valueOf(ex.getMessage()));
			return SHORTEST;
		}
	}

	private boolean flag(String key) {
		Object value = this.values.get(key);
		check(!(value instanceof Boolean), key, "write true or false");
		return Boolean.TRUE.equals(value);
	}

	// One of the keys that may be left out.
	private boolean noRevAvail(Duration maximumValidity) {
		boolean isShort = maximumValidity.compareTo(LONGEST_WITHOUT_REVOCATION) <= 0;
		if (!this.values.containsKey("revocation")) {
			return isShort;
		}
		boolean none = required("revocation", "named or none", Map.of("named", false, "none", true), false);
		check(none && !isShort, "revocation", "none is for a maximumValidity of at most P7D; write named");
		return none;
	}

	private String authority() {
		String series = String.valueOf(this.values.getOrDefault("authority", Profile.DEFAULT_AUTHORITY));
		check(!SERIES.matcher(series).matches() || series.equals("root"), "authority",
				"write the series of an issuing CA: letters a to z, digits and hyphens, 32 at most");
		return series;
	}

	private String description() {
		return String.valueOf(this.values.getOrDefault("description", this.name));
	}

	private String version() {
		return Fingerprint.of(this.text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 12);
	}

	private void check(boolean wrong, String key, String whatToWrite) {
		if (wrong) {
			this.faults.add(this.file + ", key " + key + ": " + whatToWrite);
		}
	}

	private static String keysToWrite() {
		return String.join(", ", new TreeSet<>(KEYS));
	}

	private static Map<String, String> identity(Set<String> words) {
		return map(words, Function.identity());
	}

	private static Map<String, KeyAlgorithm> algorithms() {
		return map(Arrays.asList(KeyAlgorithm.values()), KeyAlgorithm::label);
	}

	private static <E extends Enum<E>> Map<String, E> byName(E[] constants) {
		return map(Arrays.asList(constants), (constant) -> constant.name().toLowerCase(Locale.ROOT));
	}

	private static <T> Map<String, T> map(Iterable<T> items, Function<T, String> key) {
		Map<String, T> map = new LinkedHashMap<>();
		items.forEach((item) -> map.put(key.apply(item), item));
		return map;
	}

}
