package handfast.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.ServiceProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start that can't be ends with exit code 1 and one sentence that says what to do.
 */
class StartRefusalsJourneyTests {

	@TempDir
	static Path folder;

	// Of an installation whose service has ended.
	private static Path used;

	private final Path fresh = folder.resolve("fresh-" + UUID.randomUUID());

	@BeforeAll
	static void useAHome() throws Exception {
		used = folder.resolve("used");
		try (ServiceProcess service = ServiceProcess.start(used).awaitReady()) {
			assertThat(service.isAlive()).isTrue();
		}
	}

	@Test
	void refusesSettingsBeforeAnythingIsMade() throws Exception {
		requireUnmade("handfast.https-port", "--server.port=9443");
		requireUnmade("handfast.host-names", "--server.ssl.enabled=true");
		requireUnmade("http://pki.shop.internal", "--handfast.public-url=https://pki.shop.test/");
		requireUnmade("http://pki.shop.internal", "--handfast.public-url=http://user@pki.shop.test/");
		requireUnmade("handfast.public-url", "--handfast.public-url=:not a url:");
		requireUnmade("handfast.https-port", "--handfast.https-port=70000");
		requireUnmade("handfast.https-port", "--handfast.https-port=many");
		requireUnmade("WRITE_DELAY=0", "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("other"));
		requireUnmade("jdbc:postgresql", "--spring.datasource.url=jdbc:mysql://localhost/handfast");
		requireUnmade("handfast.names.permitted", "--handfast.names.permitted=not a name");
		requireUnmade("handfast.keys.ready-rsa", "--handfast.keys.ready-rsa=1000");
	}

	@Test
	void refusesTakenPorts() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			for (String setting : List.of("handfast.https-port", "handfast.http-port")) {
				requireUnmade(setting, "--" + setting + "=" + taken.getLocalPort());
			}
		}
	}

	@Test
	void refusesAHomeThatIsNotItsOwn() throws Exception {
		requireRefused("/proc/handfast", "handfast.home");
		Path file = Files.writeString(folder.resolve("file"), "not a folder");
		requireRefused(file.toString(), "not a folder");
		requireRefused(file.resolve("home").toString(), "handfast.home");
		Path foreign = Files.createDirectory(folder.resolve("foreign"));
		Files.writeString(foreign.resolve("letter.txt"), "Dear reader");
		requireRefused(foreign.toString(), "letter.txt");
		assertThat(filesIn(foreign)).containsExactly("letter.txt");
	}

	@Test
	void refusesAHomeOfAnotherUser() throws Exception {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root gives folders away");
		Path nobodys = Files.createDirectory(folder.resolve("nobodys"));
		Files.setOwner(nobodys,
				nobodys.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
		requireRefused(nobodys.toString(), "belongs to nobody");
		assertThat(filesIn(nobodys)).isEmpty();
	}

	@Test
	void refusesWhatDoesNotBelongTogether() throws Exception {
		String database = "--spring.datasource.url=jdbc:h2:file:" + used.resolve("handfast") + ";WRITE_DELAY=0";
		String user = "--spring.datasource.username=handfast";
		Path full = home("true");
		requireRefused(full.toString(), "the database is empty");
		requireRefused(full.toString(), "the database to ", database, user);
		requireRefused(this.fresh.toString(), "copy the file kek", database, user);
		Path wrongKey = Files.writeString(folder.resolve("wrong-key"), "handfast-kek:v1:" + "0f".repeat(32) + "\n");
		Files.setPosixFilePermissions(wrongKey, PosixFilePermissions.fromString("rw-------"));
		requireRefused(this.fresh.toString(), "is not the one of installation", database, user,
				"--handfast.key-file=" + wrongKey);
		Path open = Files.copy(used.resolve("kek"), folder.resolve("open-key"));
		Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
		requireRefused(this.fresh.toString(), "chmod 600", database, user, "--handfast.key-file=" + open);
		requireRefused(used.toString(), "handfast.public-url", "--handfast.public-url=http://elsewhere.test:8080");
	}

	@Test
	void refusesProfilesWithAFault() throws Exception {
		Path profiles = Files.createDirectories(this.fresh.resolve("profiles"));
		Files.setPosixFilePermissions(this.fresh, PosixFilePermissions.fromString("rwx------"));
		for (String yaml : List.of("purposes: [serverAuth", "purposes: [serverAuth]\nnoSuchKey: 1\n",
				"purposes: [makeTea]\n")) {
			Files.writeString(profiles.resolve("tea.yaml"), yaml);
			requireRefused(this.fresh.toString(), "tea");
		}
	}

	@Test
	void refusesAHomeInUse() throws Exception {
		Path home = folder.resolve("in-use");
		try (ServiceProcess service = ServiceProcess.start(home).awaitReady()) {
			requireRefused(home.toString(), "in use");
			assertThat(service.isAlive()).isTrue();
		}
	}

	private void requireUnmade(String hint, String... settings) throws Exception {
		requireRefused(this.fresh.toString(), hint, settings);
		assertThat(this.fresh).doesNotExist();
	}

	private static void requireRefused(String home, String hint, String... settings) throws Exception {
		List<String> arguments = new ArrayList<>(
				List.of("--handfast.home=" + home, "--handfast.https-port=0", "--handfast.http-port=0"));
		for (String setting : settings) {
			arguments.removeIf((each) -> each.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
			arguments.add(setting);
		}
		Program program = Program.run(folder, arguments.toArray(String[]::new));
		String told = arguments + " told:\n" + program.err() + program.out();
		assertThat(program.code()).as(told).isEqualTo(1);
		assertThat(program.err().lines()).as(told).hasSize(1);
		assertThat(program.err()).as(told).startsWith("Handfast does not start: ").contains(hint);
		assertThat(program.out()).as(told).doesNotContain("\tat ").doesNotContain("ERROR", "WARN");
	}

	private static Path home(String complete) throws IOException {
		Path home = Files.createDirectory(folder.resolve("home-" + UUID.randomUUID()),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.writeString(home.resolve("installation.properties"), "installation=%s\nnode=%s\nepoch=1\nfirst-start=%s\n"
			.formatted(UUID.randomUUID(), UUID.randomUUID(), complete.equals("true") ? "complete" : "begun"));
		return home;
	}

	private static List<String> filesIn(Path home) throws IOException {
		try (Stream<Path> files = Files.list(home)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
