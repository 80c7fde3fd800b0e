package handfast.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the service on this machine beside others on the same machine, so that what
 * counts are the ratios. {@code -Dbenchmark=} names the parts (all but the search and the
 * CRLs), {@code -Dbenchmark.database=} the databases, {@code -Dbenchmark.seconds=} how
 * long each part is measured, after as long a warm-up.
 */
final class Benchmark {

	private static final Map<String, Part> PARTS = new LinkedHashMap<>();

	static {
		PARTS.put("issuing", new Issuing());
		PARTS.put("keystores", new HandingOver());
		PARTS.put("handshakes", new Handshaking());
		PARTS.put("engine", new Engine());
		PARTS.put("scan", new Scanning());
		PARTS.put("ocsp", new Answering());
		PARTS.put("crl", new Listing());
		PARTS.put("start", new Starting());
		PARTS.put("search", new Searching());
	}

	private Benchmark() {
	}

	static void main() throws Exception {
		List<String> names = list("benchmark", "issuing,keystores,handshakes,engine,scan,ocsp,start");
		List<String> unknown = names.stream().filter((name) -> !PARTS.containsKey(name)).toList();
		if (!unknown.isEmpty()) {
			System.err.println("No such benchmark: " + unknown + "; write some of " + PARTS.keySet());
			System.exit(2);
		}
		Machine.print();
		Path folder = Files.createTempDirectory("handfast-benchmark-");
		try (Databases databases = new Databases(list("benchmark.database", "h2,postgres"))) {
			for (String name : names) {
				PARTS.get(name).run(folder, databases);
			}
		}
		finally {
			delete(folder);
		}
		System.out.println("\nLoad at the end: " + Machine.load());
		// Threads of the embedded database would keep the process.
		System.exit(0);
	}

	static int seconds() {
		return Integer.getInteger("benchmark.seconds", 10);
	}

	private static List<String> list(String property, String usual) {
		String value = System.getProperty(property, "");
		return List.of((value.isBlank() ? usual : value).split(","));
	}

	private static void delete(Path folder) throws java.io.IOException {
		List<Path> files = new ArrayList<>();
		try (var walk = Files.walk(folder)) {
			walk.forEach(files::addFirst);
		}
		for (Path file : files) {
			Files.deleteIfExists(file);
		}
	}

	/**
	 * One thing that is measured.
	 */
	interface Part {

		void run(Path folder, Databases databases) throws Exception;

	}

}
