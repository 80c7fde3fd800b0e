package handfast.installation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.RunningService;
import handfast.installation.KitHost.Run;
import handfast.installation.KitServers.Server;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of server is given its certificate by its kit, keeps it where a kit is not
 * sound or changes nothing, and is renewed.
 */
class KitServersTests {

	// One by a watcher, the other with each new process.
	private static final List<String> READ_BY_THEMSELVES = List.of("spring-boot", "postfix", "jetty");

	private static final int MOST_AT_ONCE = 4;

	private final ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE);

	private final RunningService service = RunningService.shared();

	private final KitHost host = new KitHost(this.service);

	@TestFactory
	List<DynamicTest> installsAndRenews() {
		List<DynamicTest> tests = new ArrayList<>();
		String only = System.getProperty("kit.target", "");
		for (String target : KitServers.ALL) {
			if (only.isEmpty() || List.of(only.split(",")).contains(target)) {
				String shell = KitHost.SHELLS.get(tests.size() % KitHost.SHELLS.size());
				// They wait more than they compute.
				Future<?> done = this.threads.submit(() -> {
					installAndRenew(target, shell);
					return null;
				});
				tests.add(DynamicTest.dynamicTest(target + " by " + shell, () -> await(done)));
			}
		}
		this.threads.shutdown();
		return tests;
	}

	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy", "spring-boot" })
	void touchesNothingOnAFullDisk(String target) throws Exception {
		try (KitServers servers = new KitServers()) {
			Server server = servers.prepare(target);
			String name = "full-" + target + ".test";
			String first = this.host.enroll(name, "EC-P256");
			String installation = this.host.install(Map.of("certificate", first, "target", target, "address",
					"127.0.0.1:" + server.port(), "serverName", name));
			Path disk = Files.createDirectories(servers.folder().resolve("handfast"));
			if (new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=512k,mode=755", "handfast-test", disk.toString())
				.start()
				.waitFor() != 0) {
				throw Peers.missing("mount of a tmpfs");
			}
			try {
				run("dash", this.host.kit(installation, servers.folder()), server, servers, "--yes").expect(0);
				this.host.renew(first, "{}");
				Path next = this.host.kit(installation, servers.folder());
				Peers.run(disk, "sh", "-c", "head -c 1000000 /dev/zero >filler; head -c 1000000 /dev/zero >rest; true");
				Run full = run("dash", next, server, servers);
				full.expect(9);
				assertThat(full.printed()).contains("Nothing was touched");
				prove(server, name, first);
				Files.delete(disk.resolve("filler"));
				Files.delete(disk.resolve("rest"));
				run("dash", next, server, servers).expect(0);
			}
			finally {
				Peers.run(servers.folder(), "umount", "-l", disk.toString());
			}
		}
	}

	private static void await(Future<?> done) throws Throwable {
		try {
			done.get();
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	private void installAndRenew(String target, String shell) throws Exception {
		Peers.require(shell.split(" ")[0]);
		try (KitServers servers = new KitServers()) {
			Server server = servers.prepare(target);
			String name = target + ".test";
			String first = this.host.enroll(name, "EC-P256");
			String installation = this.host.install(Map.of("certificate", first, "target", target, "address",
					"127.0.0.1:" + server.port(), "serverName", name, "startTls", startTls(target)));
			Path kit = this.host.kit(installation, servers.folder());
			String root = Peers
				.run(servers.folder(), "openssl", "x509", "-in", this.service.home() + "/root.pem", "-noout",
						"-fingerprint", "-sha256")
				.replaceAll(".*=", "")
				.strip();

			Run dry = run(shell, kit, server, servers, "--yes", "--dry-run", "--fingerprint", root);
			dry.expect(0);
			assertThat(servers.folder().resolve("handfast")).doesNotExist();

			run(shell, kit, server, servers, "--yes", "--fingerprint", root).expect(0);
			prove(server, name, first);
			Run again = run(shell, kit, server, servers);
			again.expect(0);
			assertThat(again.printed()).contains("Nothing to do");

			String second = this.host.renew(first, "{\"rekey\": true}");
			Path next = this.host.kit(installation, servers.folder());

			// A key of another certificate.
			Path wrong = this.host.kit(installation, servers.folder());
			Files.copy(kit.resolve("privkey.pem"), wrong.resolve("privkey.pem"),
					java.nio.file.StandardCopyOption.REPLACE_EXISTING);
			Peers.run(wrong, "sh", "-c", "sha256sum * | grep -v SHA256SUMS >new; rm SHA256SUMS.p7s; mv new SHA256SUMS;"
					+ " sed -i '/ new$/d' SHA256SUMS");
			Run refused = run(shell, wrong, server, servers);
			refused.expect(3);
			// A tampered file.
			Files.writeString(wrong.resolve("chain.pem"), "x");
			run(shell, wrong, server, servers).expect(3);
			prove(server, name, first);

			// A reload that does nothing.
			if (!READ_BY_THEMSELVES.contains(target)) {
				Run nothing = run(shell, next, server, servers, "--reload", "true", "--restart", "true", "--patience",
						"2");
				nothing.expect(5);
				prove(server, name, first);
			}
			if (target.equals("nginx")) {
				hangs(shell, next, server, servers);
				prove(server, name, first);
			}

			// Cut off: nothing is touched, or the next run ends it.
			cut("stored", shell, next, server, servers);
			prove(server, name, first);
			for (String step : List.of("switched", "reloaded")) {
				cut(step, shell, next, server, servers);
				assertThat(servedSoon(server, name)).isIn(this.host.fingerprint(first), this.host.fingerprint(second));
				finishOrUndo(shell, next, server, servers, name, first);
				prove(server, name, second);
				run(shell, servers.folder().resolve("handfast"), server, servers, "--rollback").expect(0);
				prove(server, name, first);
			}

			twoAtOnce(shell, next, server, servers);
			prove(server, name, second);
			Run status = run(shell, servers.folder().resolve("handfast"), server, servers, "--status");
			status.expect(0);

			run(shell, servers.folder().resolve("handfast"), server, servers, "--rollback").expect(0);
			prove(server, name, first);
		}
	}

	private static void hangs(String shell, Path kit, Server server, KitServers servers) throws Exception {
		List<String> options = server.with(servers.folder(), "--reload", "sleep 5", "--restart", "sleep 5", "--start",
				"true", "--patience", "1");
		KitHost.run(shell, kit, Map.of("HANDFAST_COMMAND_LIMIT", "1"), options).expect(5);
	}

	// What was cut off is ended one way or the other, and the exit code says which.
	private void finishOrUndo(String shell, Path kit, Server server, KitServers servers, String name, String first)
			throws Exception {
		Run run = run(shell, kit, server, servers);
		if (run.exit() == 5) {
			prove(server, name, first);
			run = run(shell, kit, server, servers);
		}
		run.expect(0);
	}

	private static void cut(String step, String shell, Path kit, Server server, KitServers servers) throws Exception {
		KitHost.run(shell, kit, Map.of("HANDFAST_CUT_AT", step), server.with(servers.folder())).expect(137);
	}

	private void twoAtOnce(String shell, Path kit, Server server, KitServers servers) throws Exception {
		Callable<Run> one = () -> run(shell, kit, server, servers);
		try (ExecutorService both = Executors.newFixedThreadPool(2)) {
			List<Integer> ends = new ArrayList<>();
			for (Future<Run> run : both.invokeAll(List.of(one, one))) {
				ends.add(run.get().exit());
			}
			assertThat(ends).contains(0).allMatch((exit) -> exit == 0 || exit == 8);
		}
	}

	private static String startTls(String target) {
		return switch (target) {
			case "postgresql" -> "postgres";
			case "mariadb" -> "mysql";
			case "postfix" -> "smtp";
			case "dovecot" -> "imap";
			case "slapd" -> "ldap";
			default -> "none";
		};
	}

	private static Run run(String shell, Path folder, Server server, KitServers servers, String... more)
			throws Exception {
		return KitHost.run(shell, folder, Map.of(), server.with(servers.folder(), more));
	}

	/**
	 * By somebody else's program.
	 */
	private void prove(Server server, String name, String certificate) throws Exception {
		assertThat(served(server, name)).isEqualTo(this.host.fingerprint(certificate));
	}

	// A server that is started anew, or opens its port again, is away for a moment.
	private String servedSoon(Server server, String name) throws Exception {
		for (int i = 0; i < 50; i++) {
			try {
				return served(server, name);
			}
			catch (IOException ex) {
				TimeUnit.MILLISECONDS.sleep(200);
			}
		}
		return served(server, name);
	}

	private String served(Server server, String name) throws Exception {
		List<String> command = new ArrayList<>(List.of("sh", "-c",
				"openssl s_client -connect 127.0.0.1:" + server.port() + " -servername " + name + " -verify_hostname "
						+ name + " -verify_return_error -CAfile " + this.service.home() + "/root.pem "
						+ (startTls(server.target()).equals("none") ? "" : "-starttls " + startTls(server.target()))
						+ " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"));
		String printed = Peers.run(this.service.home(), command.toArray(String[]::new));
		return printed.replaceAll(".*=", "").replace(":", "").strip().toLowerCase(Locale.ROOT);
	}

}
