package handfast.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The profiles in the jar, and in a folder those that override or join them.
 */
class ProfileFiles {

	private static final List<String> BUILT_IN = List.of("client", "peer", "web-server");

	private static final String NAME = "[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?";

	private final Path folder;

	ProfileFiles(Path folder) {
		this.folder = folder;
	}

	/**
	 * All of them by name.
	 * @throws ProfileFaults with one sentence a fault, of all files
	 */
	Map<String, Profile> read() {
		Map<String, ProfileYaml> files = new TreeMap<>();
		List<String> faults = new ArrayList<>();
		BUILT_IN.forEach((name) -> files.put(name, new ProfileYaml(name + ".yaml in the jar", name, builtIn(name))));
		for (Path file : own()) {
			String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
			if (name.matches(NAME)) {
				files.put(name, new ProfileYaml(file.toString(), name, text(file, faults)));
			}
			else {
				faults.add(file + ": the file is named for its profile; write lower-case letters, digits and hyphens, "
						+ "at most 64, and .yaml");
			}
		}
		return profiles(files, faults);
	}

	private static Map<String, Profile> profiles(Map<String, ProfileYaml> files, List<String> faults) {
		Map<String, Profile> profiles = new TreeMap<>();
		files.forEach((name, file) -> {
			try {
				profiles.put(name, file.read());
			}
			catch (ProfileFaults ex) {
				faults.addAll(ex.faults());
			}
		});
		if (!faults.isEmpty()) {
			throw new ProfileFaults(faults);
		}
		return profiles;
	}

	// Editors leave files behind that begin with a dot or end in ~.
	private List<Path> own() {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.filter((file) -> file.getFileName().toString().matches("[^.].*\\.ya?ml")).sorted().toList();
		}
		catch (IOException ex) {
			throw new ProfileFaults(List.of("The folder " + this.folder + " can't be read; make it readable"));
		}
	}

	private static String text(Path file, List<String> faults) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			faults.add(file + " can't be read; make it a readable file in UTF-8");
			return "";
		}
	}

	private static String builtIn(String name) {
		try (InputStream stream = ProfileFiles.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
			if (stream == null) {
				throw new IllegalStateException("The jar lacks the profile " + name);
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
