package handfast.benchmark;

import java.nio.file.Path;

/**
 * Whole scans beside sslscan: {@code handfast.handshake.ScanBenchmark}.
 */
final class Scanning implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		OwnProcess.run("handfast.handshake.ScanBenchmark", String.valueOf(Math.max(3, Benchmark.seconds())));
	}

}
