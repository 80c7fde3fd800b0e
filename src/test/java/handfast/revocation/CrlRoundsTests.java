package handfast.revocation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import handfast.authority.AuthorityFixture;
import handfast.x509.EncodedCrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one PostgreSQL make a CRL at once, whatever the lease says, and in every
 * third round one of them is ended by {@code kill -9} somewhere on the way. More rounds:
 *
 * <pre>
 * ./mvnw test -Dtest=CrlRoundsTests -Dcrl.rounds=200
 * </pre>
 */
class CrlRoundsTests {

	private static final int ROUNDS = Integer.getInteger("crl.rounds", 3);

	private static final List<String> STEPS = List.of("revoked", "intent", "done", "kept");

	@TempDir
	private Path folder;

	private final Random random = new Random();

	private final Map<String, Integer> killedAfter = new TreeMap<>();

	@Test
	void signsNoNumberTwiceAndRisesStrictlyThoughNodesAreKilled() throws Exception {
		Path signed = Files.createDirectory(this.folder.resolve("signed"));
		Path keyFile = this.folder.resolve("kek");
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
			.setServerConfig("synchronous_commit", "on")
			.start()) {
			String url = postgres.getJdbcUrl("postgres", "postgres");
			List<Long> kept = new ArrayList<>();
			try (AuthorityFixture fixture = AuthorityFixture.on(Files.createDirectory(this.folder.resolve("parent")),
					Map.of("spring.datasource.url", url, "spring.datasource.username", "postgres", "handfast.key-file",
							keyFile.toString()))) {
				fixture.establish();
				Node[] nodes = { start("one", url, keyFile, signed), start("two", url, keyFile, signed) };
				try {
					for (int round = 0; round < ROUNDS; round++) {
						round(nodes, round % 3 == 0);
						kept.add(newest(fixture));
					}
				}
				finally {
					nodes[0].process.destroyForcibly();
					nodes[1].process.destroyForcibly();
				}
				requireAllListed(fixture);
			}
			assertThat(kept).isSorted();
			List<Long> numbers = numbers(signed);
			assertThat(numbers).doesNotHaveDuplicates().containsAll(kept);
			System.out
				.printf("%d rounds of two nodes: %d CRLs signed, no number twice; %d kept after a round; killed after:"
						+ " %s%n", ROUNDS, numbers.size(), kept.stream().distinct().count(), this.killedAfter);
		}
	}

	private void round(Node[] nodes, boolean kill) throws Exception {
		int victim = this.random.nextInt(2);
		Node killed = nodes[victim];
		Node other = nodes[1 - victim];
		killed.awaitReady();
		other.awaitReady();
		long before = other.served;
		String step = STEPS.get(this.random.nextInt(STEPS.size()));
		other.go("", (said) -> {
		});
		killed.go(kill ? step : "", (said) -> {
			if (kill && said.equals(step)) {
				killed.process.destroyForcibly();
			}
		});
		if (kill) {
			this.killedAfter.merge(killed.steps.get().getLast(), 1, Integer::sum);
			// Where it gave way it has not come to that step.
			killed.process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
			nodes[victim] = killed.again();
		}
		else {
			killed.awaitEnd();
		}
		other.awaitEnd();
		assertThat(other.served).isGreaterThanOrEqualTo(before);
	}

	// What any node revoked is on the list that one of them makes now.
	private static void requireAllListed(AuthorityFixture fixture) throws Exception {
		fixture.get(Crls.class).bringUpToDateNow();
		CrlScope scope = CrlNode.scope(fixture);
		CrlRows rows = fixture.get(CrlRows.class);
		List<Object> listed = new ArrayList<>();
		EncodedCrl.of(rows.der(scope, rows.newest(scope).orElseThrow().number()).orElseThrow())
			.forEachEntry((entry) -> listed.add(entry.serial()));
		assertThat(listed).doesNotHaveDuplicates();
		assertThat(listed).hasSize(fixture.jdbc()
			.sql("SELECT count(*) FROM certificate WHERE issuer_id = ? AND shard = 1 AND revoked_at IS NOT NULL")
			.param(scope.caKey())
			.query(Integer.class)
			.single());
	}

	private static long newest(AuthorityFixture fixture) {
		return fixture.get(CrlRows.class).newest(CrlNode.scope(fixture)).map(MadeCrl::number).orElse(0L);
	}

	private static List<Long> numbers(Path signed) throws IOException {
		List<Long> numbers = new ArrayList<>();
		try (Stream<Path> files = Files.list(signed)) {
			for (Path file : files.toList()) {
				if (file.toString().endsWith(".tbs")) {
					numbers.add(
							ASN1Integer
								.getInstance(TBSCertList.getInstance(Files.readAllBytes(file))
									.getExtensions()
									.getExtension(Extension.cRLNumber)
									.getParsedValue())
								.longValueExact());
				}
			}
		}
		return numbers;
	}

	private Node start(String name, String url, Path keyFile, Path signed) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
						System.getProperty("java.class.path"), "handfast.revocation.CrlNode"));
		command.addAll(List.of(Files.createDirectory(this.folder.resolve(name)).toString(), url, keyFile.toString(),
				signed.toString()));
		return Node.start(command);
	}

	/**
	 * A node, and what it has said.
	 */
	private static final class Node {

		private final List<String> command;

		private final Process process;

		private final BufferedReader output;

		private long served;

		private CompletableFuture<List<String>> steps = CompletableFuture.completedFuture(List.of());

		private Node(List<String> command, Process process) {
			this.command = command;
			this.process = process;
			this.output = process.inputReader();
		}

		static Node start(List<String> command) throws IOException {
			return new Node(command,
					new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		}

		Node again() throws IOException {
			return start(this.command);
		}

		void awaitReady() throws Exception {
			if (this.steps.get().isEmpty()) {
				assertThat(readUntil("ready", (said) -> {
				})).endsWith("ready");
			}
		}

		void go(String waitAfter, Consumer<String> listener) throws IOException {
			this.process.getOutputStream().write((waitAfter + "\n").getBytes(StandardCharsets.US_ASCII));
			this.process.getOutputStream().flush();
			this.steps = CompletableFuture.supplyAsync(() -> readUntil("end", listener));
		}

		void awaitEnd() throws Exception {
			assertThat(this.steps.get(60, TimeUnit.SECONDS)).contains("end");
			this.served = Long.parseLong(this.output.readLine());
		}

		private List<String> readUntil(String last, Consumer<String> listener) {
			List<String> lines = new ArrayList<>(List.of("go"));
			try {
				for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
					lines.add(line);
					listener.accept(line);
					if (line.equals(last)) {
						break;
					}
				}
			}
			catch (IOException ex) {
				// It was killed.
			}
			return lines;
		}

	}

}
