package handfast.benchmark;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import handfast.Peers;
import handfast.x509.Pem;

/**
 * CRLs of 10,000, 100,000 and 1,000,000 entries, each made in a process of its own with
 * 512 MB of heap: {@code handfast.revocation.CrlBenchmark}. Beside it {@code openssl ca
 * -gencrl} over an index of as many lines, which reads no database; our list is then read
 * by OpenSSL, and by GnuTLS where it is short. {@code -Dbenchmark.entries=} names others.
 */
final class Listing implements Benchmark.Part {

	private static final String MAIN = "handfast.revocation.CrlBenchmark";

	private static final List<String> SIZES = List
		.of(System.getProperty("benchmark.entries", "10000,100000,1000000").split(","));

	// Its time grows with the square: 100 times longer for ten times as many.
	private static final int MOST_FOR_GNUTLS = 10_000;

	private static final String SETTINGS = """
			[ca]
			default_ca = one
			[one]
			database = index
			crlnumber = number
			default_md = sha256
			default_crl_days = 7
			""";

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		for (String database : databases.names()) {
			Path own = Files.createDirectories(folder.resolve("crl-" + database));
			System.out.printf("%nCRLs on %s, with 512 MB of heap%n", database);
			run(own, database.equals("h2") ? "jdbc:h2:file:" + own.resolve("home/database") + ";WRITE_DELAY=0"
					: databases.postgres().getJdbcUrl("postgres", databases.newDatabase()), database.equals("h2"));
		}
	}

	private static void run(Path own, String url, boolean h2) throws Exception {
		List<String> place = List.of(own.resolve("home").toString(), url, h2 ? "" : "postgres");
		OwnProcess.run(MAIN, arguments("fill", place, SIZES));
		for (int i = 0; i < SIZES.size(); i++) {
			System.out.println(SIZES.get(i));
			Path list = own.resolve("list.crl");
			OwnProcess.runWithHeap(512, MAIN,
					arguments("make", place, List.of(String.valueOf(2 + i), list.toString())));
			read(own, list, Integer.parseInt(SIZES.get(i)));
			openssl(own, Integer.parseInt(SIZES.get(i)));
		}
	}

	private static String[] arguments(String first, List<String> then, List<String> last) {
		List<String> all = new ArrayList<>(List.of(first));
		all.addAll(then);
		all.addAll(last);
		return all.toArray(String[]::new);
	}

	private static void read(Path own, Path list, int size) throws Exception {
		if (Peers.find("openssl").isPresent()) {
			say("read by openssl crl", Measured.of(own, "openssl", "crl", "-inform", "DER", "-in", list.toString(),
					"-CAfile", "issuing.pem", "-noout", "-nextupdate"));
		}
		if (size <= MOST_FOR_GNUTLS && Peers.find("certtool").isPresent()) {
			// It would take the CA's certificate for DER too.
			Files.writeString(own.resolve("list.pem"), Pem.write("X509 CRL", Files.readAllBytes(list)));
			say("read by certtool --verify-crl", Measured.of(own, "certtool", "--verify-crl", "--infile", "list.pem",
					"--load-ca-certificate", "issuing.pem"));
		}
	}

	private static void openssl(Path own, int size) throws Exception {
		if (Peers.find("openssl").isEmpty()) {
			return;
		}
		Peers.run(own, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
				"-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Benchmark");
		Files.writeString(own.resolve("settings"), SETTINGS);
		Files.writeString(own.resolve("number"), "1000\n");
		Files.writeString(own.resolve("index.attr"), "unique_subject = no\n");
		Random random = new Random(size);
		StringBuilder index = new StringBuilder();
		for (int i = 0; i < size; i++) {
			index.append("R\t491231235959Z\t261101000000Z,superseded\t")
				.append(new BigInteger(126, random).setBit(126).toString(16).toUpperCase())
				.append("\tunknown\t/CN=shop.test\n");
		}
		Files.writeString(own.resolve("index"), index);
		say("openssl ca -gencrl", Measured.of(own, "openssl", "ca", "-gencrl", "-config", "settings", "-keyfile",
				"ca.key", "-cert", "ca.pem", "-out", "theirs.pem"));
	}

	private static void say(String what, Measured measured) {
		System.out.printf("  %s: %.1f s, %.1f s of CPU, resident at most %d MB%n", what, measured.seconds(),
				measured.cpu().toMillis() / 1e3, measured.megabytes());
	}

	/**
	 * A program that ran and ended well.
	 */
	private record Measured(double seconds, Duration cpu, long megabytes) {

		static Measured of(Path folder, String... command) throws IOException, InterruptedException {
			long start = System.nanoTime();
			Process process = new ProcessBuilder(command).directory(folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("output").toFile())
				.start();
			long most = 0;
			Duration cpu = Duration.ZERO;
			while (process.isAlive()) {
				most = Math.max(most, Machine.residentMegabytes(process.pid()));
				cpu = process.info().totalCpuDuration().orElse(cpu);
				Thread.sleep(10);
			}
			if (process.waitFor() != 0) {
				throw new IOException(String.join(" ", command) + ": " + Files.readString(folder.resolve("output")));
			}
			return new Measured((System.nanoTime() - start) / 1e9, cpu, most);
		}

	}

}
