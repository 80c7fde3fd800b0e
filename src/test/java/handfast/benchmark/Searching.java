package handfast.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Searches over a large inventory, in a process of its own:
 * {@code handfast.certificate.SearchBenchmark}. {@code -Dbenchmark.rows=} says how large
 * (1000000).
 */
final class Searching implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		System.out.printf("%nSearches%n");
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "handfast.certificate.SearchBenchmark",
				System.getProperty("benchmark.rows", "1000000"), String.join(",", databases.names()),
				Files.createDirectories(folder.resolve("search")).toString());
		new ProcessBuilder(command).inheritIO().start().waitFor();
	}

}
