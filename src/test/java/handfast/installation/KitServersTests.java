package handfast.installation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import handfast.Peers;
import handfast.RunningService;
import handfast.installation.KitHost.Run;
import handfast.installation.KitServers.Server;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each kind of server is given its certificate by its kit, keeps it where a kit is not
 * sound or changes nothing, and is renewed.
 */
class KitServersTests {

	// One by a watcher, the other with each new process.
	private static final List<String> READ_BY_THEMSELVES = List.of("spring-boot", "postfix");

	private final RunningService service = RunningService.shared();

	private final KitHost host = new KitHost(this.service);

	@TestFactory
	List<DynamicTest> installsAndRenews() {
		List<DynamicTest> tests = new ArrayList<>();
		String only = System.getProperty("kit.target", "");
		for (String target : KitServers.ALL) {
			if (only.isEmpty() || List.of(only.split(",")).contains(target)) {
				String shell = KitHost.SHELLS.get(tests.size() % KitHost.SHELLS.size());
				tests.add(DynamicTest.dynamicTest(target + " by " + shell, () -> installAndRenew(target, shell)));
			}
		}
		return tests;
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

			run(shell, next, server, servers).expect(0);
			prove(server, name, second);
			Run status = run(shell, servers.folder().resolve("handfast"), server, servers, "--status");
			status.expect(0);

			run(shell, servers.folder().resolve("handfast"), server, servers, "--rollback").expect(0);
			prove(server, name, first);
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
		List<String> command = new ArrayList<>(List.of("sh", "-c",
				"openssl s_client -connect 127.0.0.1:" + server.port() + " -servername " + name + " -verify_hostname "
						+ name + " -verify_return_error -CAfile " + this.service.home() + "/root.pem "
						+ (startTls(server.target()).equals("none") ? "" : "-starttls " + startTls(server.target()))
						+ " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"));
		String printed = Peers.run(this.service.home(), command.toArray(String[]::new));
		assertThat(printed.replaceAll(".*=", "").replace(":", "").strip())
			.isEqualToIgnoringCase(this.host.fingerprint(certificate));
	}

}
