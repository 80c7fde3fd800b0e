package handfast.benchmark;

import java.nio.file.Path;

/**
 * The handshake engine without the service around it:
 * {@code handfast.handshake.HandshakeBenchmark}.
 */
final class Engine implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		OwnProcess.run("handfast.handshake.HandshakeBenchmark", String.valueOf(Math.max(1, Benchmark.seconds() / 5)));
	}

}
