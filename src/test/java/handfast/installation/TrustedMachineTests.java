package handfast.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.Peers;
import handfast.Peers.EnabledIfPeer;
import handfast.RunningService;
import handfast.crash.Program;
import handfast.installation.PrivateMachine.Run;
import handfast.x509.Fingerprint;
import handfast.x509.Pem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trust kit on this Debian: programs of others refuse the running service, open it
 * after the kit, and refuse it after its undo. All of it in a mount namespace.
 */
@EnabledIfPeer({ "unshare", "nsenter", "update-ca-certificates", "curl", "node", "python3", "chromium", "certutil" })
class TrustedMachineTests {

	private static final String OPENS = "opens";

	private static final String REFUSES = "refuses the certificate";

	// What only the service's own page says.
	private static final String ON_THE_PAGE = "<h1>Handfast</h1>";

	private final RunningService service = RunningService.shared();

	private final String url = "https://localhost:" + this.service.httpsPort() + "/";

	@TempDir
	private Path folder;

	private PrivateMachine machine;

	private Path kit;

	private String fingerprint;

	@BeforeEach
	void prepare() throws Exception {
		this.machine = PrivateMachine.start(this.folder);
		this.kit = KitHost.unpack(this.service.get("/trust-kit", "Authorization", "").bytes(), this.folder);
		this.fingerprint = Fingerprint
			.of(Pem.certificates(Files.readString(this.service.home().resolve("root.pem"))).getFirst())
			.hex();
		Path source = Files.writeString(this.folder.resolve("Ask.java"), """
				public class Ask {
					public static void main(String[] arguments) throws Exception {
						try (var in = java.net.URI.create(arguments[0]).toURL().openStream()) {
							System.out.println(new String(in.readAllBytes()));
						}
					}
				}
				""");
		Peers.run(this.folder, Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "--release", "17",
				source.toString());
	}

	@AfterEach
	void end() throws IOException {
		this.machine.close();
		// Nothing of it was on this machine itself.
		assertThat(Path.of("/var/lib/handfast-trust/" + this.fingerprint.substring(0, 12))).doesNotExist();
		assertThat(Path.of("/usr/local/share/ca-certificates/" + name() + ".crt")).doesNotExist();
	}

	@Test
	void opensTheServiceEverywhereAndUndoesItAgain() throws Exception {
		Set<String> before = this.machine.written();
		assertThat(asked().values()).containsOnly(REFUSES);

		JsonNode first = script("dash", 0, "--fingerprint", this.fingerprint, "--without", "firefox");
		assertThat(states(first)).containsEntry("system debian", "opens")
			.containsEntry("java " + System.getProperty("java.home"), "opens")
			.containsEntry("chromium /usr/bin/chromium", "opens")
			.containsEntry("node /usr/bin/node", "opens")
			.containsEntry("curl /usr/bin/curl", "already")
			.containsEntry("python /usr/bin/python3", "already");
		assertThat(asked().values()).containsOnly(OPENS);

		JsonNode second = script("dash", 0, "--fingerprint", this.fingerprint, "--without", "firefox");
		assertThat(states(second).values()).as(second.toString()).containsOnly("already");

		JsonNode undone = script("dash", 0, "--undo");
		assertThat(states(undone).values()).as(undone.toString()).containsOnly("refuses");
		assertThat(asked().values()).containsOnly(REFUSES);
		assertNothingIsLeft(before);
	}

	@Test
	void leavesThePoliciesOfOthersAloneAndGoesByTheJar() throws Exception {
		Path policies = Path.of("/etc/chromium/policies/managed");
		assertThat(this.machine
			.login("mkdir -p " + policies + " && echo '{\"CACertificates\": []}' > " + policies + "/own.json")
			.exit()).isZero();
		Set<String> before = this.machine.written();
		Run installed = jar("trust", "--fingerprint", this.fingerprint, "--service", this.url, "--only", "chromium",
				"--json");
		assertThat(installed.exit()).as(installed.printed()).isZero();
		assertThat(states(JsonMapper.shared().readTree(installed.printed())))
			.isEqualTo(Map.of("chromium /usr/bin/chromium", "opens"));
		assertThat(this.machine.home().resolve(".pki/nssdb/cert9.db")).exists();
		assertThat(ask(askers().get("chromium"))).isEqualTo(OPENS);

		Run undone = jar("trust", "--undo");
		assertThat(undone.exit()).as(undone.printed()).isZero();
		assertThat(undone.printed()).contains("chromium  refuses");
		assertThat(this.machine.home().resolve(".pki")).doesNotExist();
		assertNothingIsLeft(before);
		assertThat(jar("trust", "--undo").printed()).contains("There is nothing to undo");
	}

	@Test
	void undoesARunThatWasKilled() throws Exception {
		// Its last line has no end.
		assertThat(this.machine.login("printf FIRST=1 >/etc/environment").exit()).isZero();
		Set<String> before = this.machine.written();
		for (int patience : List.of(50, 200, 600, 1200)) {
			Process run = this.machine.start(Map.of("JAVA_HOME", System.getProperty("java.home")), "busybox", "ash",
					this.kit.resolve("trust.sh").toString(), "--fingerprint", this.fingerprint, "--no-check", "--only",
					"java,chromium,node");
			Thread.sleep(patience);
			List<ProcessHandle> all = run.descendants().toList();
			run.destroyForcibly().waitFor();
			all.forEach(ProcessHandle::destroyForcibly);
			JsonNode undone = script("busybox ash", 0, "--undo", "--no-check");
			assertThat(undone.get("result").asString()).isIn("There is nothing to undo.",
					"Done: what was put is taken back.");
			assertNothingIsLeft(before);
		}
		for (int round = 0; round < 2; round++) {
			script("dash", 0, "--fingerprint", this.fingerprint, "--no-check", "--only", "java,node", "--without",
					"chromium");
		}
		script("dash", 0, "--undo", "--no-check");
		assertNothingIsLeft(before);
	}

	private Run jar(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(Program.command());
		command.addAll(List.of(arguments));
		return this.machine.run(Map.of(), command.toArray(String[]::new));
	}

	private JsonNode script(String shell, int expected, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(shell.split(" ")));
		command.add(this.kit.resolve("trust.sh").toString());
		command.add("--json");
		command.addAll(List.of(arguments));
		Run run = this.machine.run(Map.of("JAVA_HOME", System.getProperty("java.home")),
				command.toArray(String[]::new));
		assertThat(run.exit()).as(run.printed()).isEqualTo(expected);
		JsonNode told = JsonMapper.shared().readTree(run.printed());
		assertThat(told.get("exit").asInt()).isEqualTo(expected);
		return told;
	}

	private static Map<String, String> states(JsonNode told) {
		Map<String, String> states = new LinkedHashMap<>();
		told.get("places")
			.forEach((place) -> states.put(place.get("place").asString() + " " + place.get("item").asString(),
					place.get("state").asString()));
		return states;
	}

	/**
	 * Asks by each program, as it is started by a new login.
	 */
	private Map<String, String> asked() throws Exception {
		Map<String, Asker> askers = askers();
		Map<String, Future<String>> answers = new LinkedHashMap<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			askers.forEach((name, asker) -> answers.put(name, threads.submit(() -> ask(asker))));
		}
		Map<String, String> told = new LinkedHashMap<>();
		for (Map.Entry<String, Future<String>> answer : answers.entrySet()) {
			told.put(answer.getKey(), answer.getValue().get());
		}
		return told;
	}

	private String ask(Asker asker) throws IOException, InterruptedException {
		Run run = this.machine.login(asker.command());
		if (run.printed().contains(ON_THE_PAGE)) {
			return OPENS;
		}
		return run.printed().contains(asker.refusal()) ? REFUSES : run.toString();
	}

	private Map<String, Asker> askers() throws IOException {
		String ask = " -XX:TieredStopAtLevel=1 -cp " + this.folder + " Ask " + this.url;
		Map<String, Asker> askers = new LinkedHashMap<>();
		askers.put("curl", new Asker("curl -sS " + this.url, "curl: (60)"));
		askers.put("this JDK, with a store of its own",
				new Asker(System.getProperty("java.home") + "/bin/java" + ask, "PKIX path building failed"));
		askers.put("Debian's JDK, with the system's store", new Asker(systemJava() + ask, "PKIX path building failed"));
		askers.put("node",
				new Asker(
						"node -e 'fetch(process.argv[1]).then((answer) => answer.text())"
								+ ".then(console.log, (error) => console.log(error.cause.code))' " + this.url,
						"UNABLE_TO_"));
		askers.put("python",
				new Asker(
						"python3 -c 'import sys, urllib.request;"
								+ " print(urllib.request.urlopen(sys.argv[1]).read().decode())' " + this.url,
						"CERTIFICATE_VERIFY_FAILED"));
		askers.put("chromium",
				new Asker("chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"
						+ " --user-data-dir=" + Files.createTempDirectory(this.folder, "chromium-") + " --dump-dom "
						+ this.url, "ERR_CERT_AUTHORITY_INVALID"));
		return askers;
	}

	// The one whose store is the system's.
	private static Path systemJava() {
		try (var jdks = Files.list(Path.of("/usr/lib/jvm"))) {
			return jdks
				.filter((jdk) -> !isThisJdk(jdk) && Files.isExecutable(jdk.resolve("bin/java"))
						&& isSystems(jdk.resolve("lib/security/cacerts")))
				.findFirst()
				.orElseThrow(() -> Peers.missing("a JDK of Debian"))
				.resolve("bin/java");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isThisJdk(Path jdk) {
		try {
			return Files.isSameFile(jdk, Path.of(System.getProperty("java.home")));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isSystems(Path store) {
		try {
			return store.toRealPath().startsWith("/etc/ssl");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void assertNothingIsLeft(Set<String> before) throws Exception {
		assertThat(this.machine.written()).isEqualTo(before);
		assertThat(this.machine
			.login("find /etc /usr/local/share /var/lib -name '*" + name() + "*' -o -name handfast-trust -o -lname '*"
					+ name() + "*'; grep -rlF '" + lineOfRoot() + "' /etc /usr/local/share")
			.printed()).isEmpty();
	}

	private String name() {
		return "handfast-" + this.fingerprint.substring(0, 12);
	}

	private String lineOfRoot() throws IOException {
		return Files.readAllLines(this.kit.resolve("root.crt")).get(2);
	}

	private record Asker(String command, String refusal) {
	}

}
