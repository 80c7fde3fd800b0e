package handfast.handshake;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

import handfast.Peers;
import handfast.handshake.scan.Scanner;
import handfast.handshake.scan.Scanner.Scanned;
import handfast.x509.KeyAlgorithm;

/**
 * A whole scan of a default nginx by ours and by {@code sslscan}, one after the other in
 * one run. Argument: how many of each (10).
 */
final class ScanBenchmark {

	private ScanBenchmark() {
	}

	static void main(String[] arguments) throws Exception {
		int count = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 10;
		try (LoopbackServers servers = new LoopbackServers()) {
			for (KeyAlgorithm algorithm : new KeyAlgorithm[] { KeyAlgorithm.EC_P256, KeyAlgorithm.RSA_2048 }) {
				compare(servers.nginx(TestChain.of(algorithm, "shop.test"), ""), algorithm, count);
			}
		}
	}

	private static void compare(int port, KeyAlgorithm algorithm, int count) throws Exception {
		double first = milliseconds(() -> scan(port, algorithm));
		double[] ours = new double[count];
		double[] theirs = new double[count];
		for (int i = 0; i < count; i++) {
			ours[i] = milliseconds(() -> scan(port, algorithm));
			theirs[i] = milliseconds(() -> sslscan(port));
		}
		Arrays.sort(ours);
		Arrays.sort(theirs);
		System.out.printf("%nScans of a default nginx, %s, %d of each, in ms%n", algorithm.label(), count);
		System.out.printf("  Handfast   p50 %7.1f   longest %7.1f   the first in this JVM %7.1f%n", ours[count / 2],
				ours[count - 1], first);
		System.out.printf("  sslscan    p50 %7.1f   longest %7.1f   Handfast takes %.2f of it%n", theirs[count / 2],
				theirs[count - 1], ours[count / 2] / theirs[count / 2]);
	}

	private static void scan(int port, KeyAlgorithm algorithm) throws Exception {
		Scanned scanned = new Scanner(new SecureRandom(), Scanner.DEADLINE)
			.scan((time) -> new Socket(InetAddress.getLoopbackAddress(), port), "shop.test", algorithm.label());
		if (scanned.scan().versions().isEmpty()) {
			throw new IllegalStateException("The scan found nothing");
		}
	}

	private static void sslscan(int port) throws Exception {
		Peers.run(Path.of("."), Peers.require("sslscan").toString(), "--no-colour", "--sni-name=shop.test",
				"127.0.0.1:" + port);
	}

	private static double milliseconds(Task task) throws Exception {
		long begun = System.nanoTime();
		task.run();
		return (System.nanoTime() - begun) / 1e6;
	}

	@FunctionalInterface
	private interface Task {

		void run() throws Exception;

	}

}
