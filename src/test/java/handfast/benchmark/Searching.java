package handfast.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Searches over a large inventory, in a process of its own:
 * {@code handfast.certificate.SearchBenchmark}. {@code -Dbenchmark.rows=} says how large
 * (1000000).
 */
final class Searching implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		System.out.printf("%nSearches%n");
		OwnProcess.run("handfast.certificate.SearchBenchmark", System.getProperty("benchmark.rows", "1000000"),
				String.join(",", databases.names()), Files.createDirectories(folder.resolve("search")).toString());
	}

}
