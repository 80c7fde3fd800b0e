package handfast.installation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

import handfast.installation.KitTarget.Configuration;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads one target and says of each key that is wrong what to write.
 */
class KitTargetYaml {

	private static final Set<String> KEYS = Set.of("title", "program", "unit", "unitAction", "main", "pidFile", "ports",
			"files", "owner", "mode", "switch", "test", "reload", "restart", "restartFor", "start", "seesMismatch",
			"patience", "config", "hint", "tried", "untried");

	private static final Set<String> CONFIG_KEYS = Set.of("file", "kind", "before", "comment", "commentEnd", "lines");

	private static final Set<String> FILES = Set.of("cert.pem", "chain.pem", "fullchain.pem", "privkey.pem", "root.pem",
			"combined.pem", "keyfirst.pem", "keystore.p12");

	static final Set<String> START_TLS = Set.of("none", "smtp", "imap", "pop3", "ftp", "ldap", "xmpp", "postgres",
			"mysql");

	private static final Set<String> RESTART_FOR = Set.of("configuration", "key");

	private static final int PATIENCE = 15;

	private static final int MOST_PATIENCE = 600;

	private final String name;

	private final String file;

	private final String text;

	private final List<String> faults = new ArrayList<>();

	private Map<String, Object> values = Map.of();

	/**
	 * @param file as messages name it
	 */
	KitTargetYaml(String name, String file, String text) {
		this.name = name;
		this.file = file;
		this.text = text;
	}

	/**
	 * One sentence a fault.
	 */
	List<String> faults() {
		return List.copyOf(this.faults);
	}

	/**
	 * Empty where there are faults.
	 */
	Optional<KitTarget> read() {
		check(!this.name.matches("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"), "its name",
				"write lower-case letters, digits and hyphens, at most 64");
		this.values = load();
		if (!this.faults.isEmpty()) {
			return Optional.empty();
		}
		refuseUnknown(this.values, KEYS, "");
		KitTarget target = new KitTarget(this.name, string("title", this.name), string("program", ""),
				string("unit", ""), oneOf("unitAction", "reload", Set.of("reload", "restart")), string("main", ""),
				string("pidFile", ""), ports(), files(),
				pattern("owner", "root:root", "[a-z_][a-z0-9_.-]*(:[a-z0-9_.-]+)?"),
				pattern("mode", "0600", "0[0-7]{3}"), oneOf("switch", "link", Set.of("link", "files")).equals("files"),
				string("test", ""), string("reload", ""), string("restart", ""), restartFor(), string("start", ""),
				string("seesMismatch", "false").equals("true"), patience(), configuration(), string("hint", ""),
				nullable("tried"), nullable("untried"));
		return this.faults.isEmpty() ? Optional.of(target) : Optional.empty();
	}

	private Map<String, Object> load() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		options.setMaxAliasesForCollections(0);
		try {
			if (new Yaml(new SafeConstructor(options)).load(this.text) instanceof Map<?, ?> map) {
				return byName(map);
			}
			this.faults.add(this.file + " is empty or a list; write keys such as title and reload");
		}
		catch (YAMLException | IllegalArgumentException ex) {
			this.faults.add(this.file + " is not YAML, put right what follows: "
					+ String.valueOf(ex.getMessage()).replaceAll("\\s+", " "));
		}
		return Map.of();
	}

	private SequencedMap<Integer, String> ports() {
		SequencedMap<Integer, String> ports = new LinkedHashMap<>();
		if (this.values.get("ports") instanceof Map<?, ?> map) {
			map.forEach((port, protocol) -> {
				check(!(port instanceof Integer number) || number < 1 || number > 65535
						|| !START_TLS.contains(String.valueOf(protocol)), "ports",
						"write a port and how TLS begins there, such as 443: none or 25: smtp");
				ports.put((port instanceof Integer number) ? number : 0, String.valueOf(protocol));
			});
		}
		check(ports.isEmpty(), "ports", "write at least one, such as {443: none}");
		return ports;
	}

	private List<String> files() {
		List<String> files = new ArrayList<>();
		if (this.values.get("files") instanceof List<?> list) {
			list.forEach((one) -> files.add(String.valueOf(one)));
		}
		check(files.isEmpty() || !FILES.containsAll(files), "files",
				"write some of " + String.join(", ", new TreeSet<>(FILES)));
		return List.copyOf(files);
	}

	private List<String> restartFor() {
		List<String> reasons = new ArrayList<>();
		if (this.values.get("restartFor") instanceof List<?> list) {
			list.forEach((one) -> reasons.add(String.valueOf(one)));
		}
		check(!RESTART_FOR.containsAll(reasons), "restartFor", "write a list of configuration and key");
		return List.copyOf(reasons);
	}

	private int patience() {
		String value = string("patience", String.valueOf(PATIENCE));
		boolean wrong = !value.matches("[1-9][0-9]{0,2}") || Integer.parseInt(value) > MOST_PATIENCE;
		check(wrong, "patience", "write seconds, 1 to " + MOST_PATIENCE);
		return wrong ? PATIENCE : Integer.parseInt(value);
	}

	private @Nullable Configuration configuration() {
		if (!(this.values.get("config") instanceof Map<?, ?> map)) {
			check(this.values.containsKey("config"), "config", "write file, kind and lines below it");
			return null;
		}
		Map<String, Object> config = byName(map);
		refuseUnknown(config, CONFIG_KEYS, "config.");
		String kind = String.valueOf(config.getOrDefault("kind", "own"));
		check(!Set.of("own", "block").contains(kind), "config.kind", "write own or block");
		return new Configuration(text(config, "file", ""), kind.equals("own"), text(config, "before", ""),
				text(config, "comment", "#"), text(config, "commentEnd", ""), text(config, "lines", ""));
	}

	private void refuseUnknown(Map<String, Object> map, Set<String> known, String prefix) {
		for (String key : map.keySet()) {
			check(!known.contains(key), prefix + key,
					"there is no such key; the keys are " + String.join(", ", new TreeSet<>(known)));
		}
	}

	private String pattern(String key, String otherwise, String form) {
		String value = string(key, otherwise);
		check(!value.matches(form), key, "write it as " + otherwise);
		return value;
	}

	private String oneOf(String key, String otherwise, Set<String> allowed) {
		String value = string(key, otherwise);
		check(!allowed.contains(value), key, "write " + String.join(" or ", new TreeSet<>(allowed)));
		return value;
	}

	private String string(String key, String otherwise) {
		return text(this.values, key, otherwise);
	}

	private @Nullable String nullable(String key) {
		return this.values.containsKey(key) ? string(key, "") : null;
	}

	private void check(boolean wrong, String key, String fix) {
		if (wrong) {
			this.faults.add(this.file + ": " + key + ": " + fix);
		}
	}

	private static String text(Map<String, Object> map, String key, String otherwise) {
		return String.valueOf(map.getOrDefault(key, otherwise));
	}

	private static Map<String, Object> byName(Map<?, ?> map) {
		Map<String, Object> named = new LinkedHashMap<>();
		map.forEach((key, value) -> named.put(String.valueOf(key), (value != null) ? value : ""));
		return named;
	}

}
