package handfast.operations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import handfast.Peers;
import handfast.RunningService;
import handfast.crash.Program;
import handfast.operations.backup.BackupContent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code backup} and {@code restore} as they are typed.
 */
class BackupJourneyTests {

	private static final String CANARY = "CANARY-" + UUID.randomUUID();

	@TempDir
	static Path folder;

	private static Path passFile;

	private static RunningService service;

	@BeforeAll
	static void start() throws Exception {
		service = RunningService.start(folder.resolve("home"), "--handfast.public-url=http://pki.drill.test:80");
		passFile = privateFile("pass", CANARY + "\n");
		assertThat(service.post("/api/v1/certificates", "{\"names\": [\"shop.test\"]}").status()).isEqualTo(201);
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void backsUpARunningServiceAndNobodySeesThePassphrase() throws Exception {
		Path file = folder.resolve("running");
		CompletableFuture<Boolean> seen = new CompletableFuture<>();
		Thread looking = Thread.ofPlatform().daemon().start(() -> seen.complete(seesCanary()));
		Program program = backup(file);
		looking.interrupt();
		assertThat(seen.get()).as("the passphrase in a command line or an environment").isFalse();
		assertThat(program.code()).as(program.err()).isZero();
		assertThat(program.out()).contains("opened by its passphrase alone", "does not hold the key that wraps",
				"does not hold the root's key");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		try (Stream<Path> files = Files.list(folder)) {
			assertThat(files.filter((left) -> left.toString().endsWith(".tmp"))).isEmpty();
		}
		assertThat(program.out() + program.err()).doesNotContain(CANARY);
		requireRefused(backup(file), "is there already");
		Program verified = restore(file, "--verify", "--home", folder.resolve("nowhere").toString(), "--key-file",
				service.home().resolve("kek").toString());
		assertThat(verified.code()).as(verified.err()).isZero();
		assertThat(verified.out()).contains("private keys that could be tried open", "Nothing was written.");
		assertThat(verified.out() + verified.err()).doesNotContain(CANARY);
		assertThat(folder.resolve("nowhere")).doesNotExist();
		requireSecretsAreNotIn(file);
	}

	@Test
	void backsUpToARecipientAndRestoresWithItsKey() throws Exception {
		String openssl = Peers.require("openssl").toString();
		Path key = folder.resolve("vault.key");
		Peers.run(folder, openssl, "req", "-x509", "-newkey", "rsa:2048", "-keyout", key.toString(), "-passout",
				"pass:vault-pass", "-out", "vault.pem", "-subj", "/CN=Vault", "-days", "30");
		Path file = folder.resolve("for-vault");
		Program made = run("backup", file.toString(), "--home", service.home().toString(), "--recipient",
				folder.resolve("vault.pem").toString(), "--with-key", "--with-root");
		assertThat(made.code()).as(made.err()).isZero();
		assertThat(made.out()).contains("by the keys of its recipients alone", "It holds the key that wraps all others",
				"It holds the root's key");
		requireRefused(run("restore", file.toString(), "--home", folder.resolve("for-vault-home").toString(),
				"--pass-file", passFile.toString()), "--recipient-key");
		Path home = folder.resolve("for-vault-home");
		Program restored = Program.run(folder, Map.of("HANDFAST_HOME", home.toString()), "restore", file.toString(),
				"--recipient-key", key.toString(), "--pass-file", privateFile("vault-pass", "vault-pass\n").toString());
		assertThat(restored.code()).as(restored.err()).isZero();
		assertThat(restored.out()).contains("MUST NEVER START AGAIN", "is unaccounted for").doesNotContain("flyway");
		assertThat(restored.err()).isEmpty();
		// Without a service: the home is opened for it, and what was restored backs up
		// again.
		Program token = run("token", "--home", home.toString());
		assertThat(token.code()).as(token.err()).isZero();
		Path again = folder.resolve("again");
		Program offline = run("backup", again.toString(), "--home", home.toString(), "--pass-file",
				passFile.toString());
		assertThat(offline.code()).as(offline.err()).isZero();
		assertThat(restore(again, "--verify", "--home", home.toString()).out()).contains("Nothing was written.");
		requireRefused(restore(again, "--home", home.toString()), "is not empty");
	}

	@Test
	void saysWhatToDoInstead() throws Exception {
		Path file = folder.resolve("never");
		String home = service.home().toString();
		requireRefused(run("backup", file.toString(), "--home", home), "--pass-file");
		requireRefused(run("backup", file.toString(), "--home", home, "--pass-file",
				privateFile("short", "short\n").toString()), "at least 12");
		Path open = privateFile("open", CANARY + "\n");
		Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
		requireRefused(run("backup", file.toString(), "--home", home, "--pass-file", open.toString()), "chmod 600");
		requireRefused(
				run("backup", folder.resolve("no/such").toString(), "--home", home, "--pass-file", passFile.toString()),
				"There is no folder");
		requireRefused(run("backup", file.toString(), "--home", folder.resolve("no-home").toString(), "--pass-file",
				passFile.toString()), "There is no home");
		requireRefused(run("backup", file.toString(), "--home", home, "--recipient", passFile.toString()),
				"There is no certificate");
		requireRefused(restore(file), "There is no file");
		requireRefused(restore(passFile), "does not begin as a backup");
		assertThat(file).doesNotExist();
		Path made = folder.resolve("made");
		assertThat(backup(made).code()).isZero();
		requireRefused(
				run("restore", made.toString(), "--verify", "--pass-file",
						privateFile("wrong", "another passphrase\n").toString()),
				"is not the one that it was made with");
	}

	private static void requireSecretsAreNotIn(Path file) throws IOException {
		String content = BackupContent.of(file, CANARY);
		assertThat(content).contains("shop.test");
		assertThat(content).doesNotContain(CANARY)
			.doesNotContain(Files.readString(service.home().resolve("kek")).trim())
			.doesNotContain(Files.readString(service.home().resolve("root-kek")).trim())
			.doesNotContain(service.adminToken().substring(service.adminToken().lastIndexOf('_') + 1));
	}

	// Of all processes, until it is told to stop.
	private static boolean seesCanary() {
		while (!Thread.interrupted()) {
			try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
				for (Path process : processes.filter((each) -> each.getFileName().toString().matches("\\d+"))
					.toList()) {
					if (read(process.resolve("cmdline")).contains(CANARY)
							|| read(process.resolve("environ")).contains(CANARY)) {
						return true;
					}
				}
				Thread.sleep(20);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			catch (InterruptedException ex) {
				return false;
			}
		}
		return false;
	}

	private static String read(Path file) {
		try {
			return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// It has ended.
			return "";
		}
	}

	private static Program backup(Path file) throws Exception {
		return run("backup", file.toString(), "--home", service.home().toString(), "--pass-file", passFile.toString());
	}

	private static Program restore(Path file, String... more) throws Exception {
		return run(Stream
			.concat(Stream.of("restore", file.toString(), "--pass-file", passFile.toString()), Stream.of(more))
			.toArray(String[]::new));
	}

	private static Program run(String... arguments) throws Exception {
		return Program.run(folder, arguments);
	}

	private static void requireRefused(Program program, String why) {
		assertThat(program.code()).isEqualTo(1);
		assertThat(program.err()).contains(why).doesNotContain("\tat ").doesNotContain("Exception");
		assertThat(program.err().strip().lines()).hasSize(1);
		assertThat(program.out()).isEmpty();
	}

	private static Path privateFile(String name, String content) throws IOException {
		Path file = Files.writeString(folder.resolve(name), content);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
		return file;
	}

}
