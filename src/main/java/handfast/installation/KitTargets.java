package handfast.installation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import handfast.storage.Home;
import handfast.storage.StartRefused;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The targets in the jar, and in a folder of the home those that override or join them.
 * Read once, at the start.
 */
@Component
class KitTargets {

	private static final List<String> BUILT_IN = List.of("apache", "caddy", "dovecot", "elasticsearch", "files",
			"haproxy", "hitch", "jetty", "kafka", "lighttpd", "mariadb", "mosquitto", "nginx", "nodejs", "postfix",
			"postgresql", "rabbitmq", "redis", "slapd", "spring-boot", "stunnel", "tomcat");

	// By the names that people look for.
	private static final Map<String, String> ALSO = Map.of("mysql", "mariadb", "httpd", "apache", "node", "nodejs",
			"openldap", "slapd", "postgres", "postgresql");

	private final Map<String, KitTarget> targets;

	@Autowired
	KitTargets(Home home) {
		this(home.resolve("targets"));
	}

	KitTargets(Path folder) {
		Map<String, KitTarget> read = new TreeMap<>();
		List<String> faults = new ArrayList<>();
		BUILT_IN.forEach((name) -> read(name, name + ".yaml in the jar", builtIn(name), read, faults));
		for (Path file : own(folder)) {
			String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
			try {
				read(name, file.toString(), Files.readString(file), read, faults);
			}
			catch (IOException ex) {
				faults.add(file + " can't be read; make it a readable file in UTF-8");
			}
		}
		if (!faults.isEmpty()) {
			throw new StartRefused(String.join("; ", faults));
		}
		this.targets = Map.copyOf(read);
	}

	Optional<KitTarget> find(String name) {
		return Optional.ofNullable(this.targets.get(ALSO.getOrDefault(name, name)));
	}

	/**
	 * By name.
	 */
	List<KitTarget> all() {
		return List.copyOf(new TreeMap<>(this.targets).values());
	}

	private static void read(String name, String file, String text, Map<String, KitTarget> read, List<String> faults) {
		KitTargetYaml yaml = new KitTargetYaml(name, file, text);
		yaml.read().ifPresent((target) -> read.put(name, target));
		faults.addAll(yaml.faults());
	}

	private static List<Path> own(Path folder) {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.getFileName().toString().matches("[^.].*\\.yaml")).sorted().toList();
		}
		catch (IOException ex) {
			throw new StartRefused("The folder " + folder + " can't be read; make it readable");
		}
	}

	private static String builtIn(String name) {
		try (InputStream stream = KitTargets.class.getResourceAsStream("/targets/" + name + ".yaml")) {
			if (stream == null) {
				throw new IllegalStateException("The jar lacks the target " + name);
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
