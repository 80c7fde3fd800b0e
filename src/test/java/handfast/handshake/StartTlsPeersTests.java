package handfast.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import handfast.Peers.EnabledIfPeer;
import handfast.validation.Code;
import handfast.x509.KeyAlgorithm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * STARTTLS with the servers that speak it, each from a configuration of its own, once
 * with TLS and once without.
 */
class StartTlsPeersTests {

	private final LoopbackServers servers = new LoopbackServers();

	private final TestChain mail = TestChain.of(KeyAlgorithm.EC_P256, "mail.test");

	private final TestSites sites = new TestSites(Clock.systemUTC(), Duration.ofSeconds(10));

	private final int port = LoopbackServers.freePort();

	@BeforeEach
	void openFolder() throws IOException {
		// These servers read their files as users of their own.
		Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("postfix")
	void comesToTlsWithPostfix(boolean tls) throws Exception {
		requireRoot();
		Path queue = Files.createDirectories(folder().resolve("queue"));
		for (String name : List.of("pid", "private", "public", "active", "incoming", "maildrop", "deferred")) {
			own(Files.createDirectories(queue.resolve(name)), name.equals("pid") ? "root" : "postfix");
		}
		own(Files.createDirectories(folder().resolve("data")), "postfix");
		Files.createDirectories(folder().resolve("conf"));
		this.servers.write("conf/main.cf", """
				compatibility_level = 3.6
				queue_directory = %1$s/queue
				data_directory = %1$s/data
				myhostname = mail.test
				inet_interfaces = 127.0.0.1
				inet_protocols = ipv4
				smtpd_tls_security_level = %2$s
				smtpd_tls_chain_files = %4$s, %3$s
				smtpd_tls_session_cache_database =
				alias_maps =
				alias_database =
				local_recipient_maps =
				""".formatted(folder(), tls ? "may" : "none", chain(), key()));
		this.servers.write("conf/master.cf", """
				127.0.0.1:%d inet n - n - - smtpd
				anvil unix - - n - 1 anvil
				tlsmgr unix - - n 1000? 1 tlsmgr
				rewrite unix - - n - - trivial-rewrite
				proxymap unix - - n - - proxymap
				""".formatted(this.port));
		try {
			check("smtp", tls, "/usr/sbin/postfix", "-c", folder() + "/conf", "start-fg");
		}
		finally {
			endPostfix(queue.resolve("pid/master.pid"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("dovecot")
	void comesToTlsWithDovecotByImap(boolean tls) throws Exception {
		dovecot("imap", tls);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("dovecot")
	void comesToTlsWithDovecotByPop3(boolean tls) throws Exception {
		dovecot("pop3", tls);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("vsftpd")
	void comesToTlsWithVsftpd(boolean tls) throws Exception {
		Files.createDirectories(folder().resolve("empty"));
		Path settings = this.servers.write("vsftpd.conf", """
				listen=YES
				background=NO
				listen_address=127.0.0.1
				listen_port=%d
				run_as_launching_user=YES
				anonymous_enable=YES
				local_enable=NO
				ssl_enable=%s
				rsa_cert_file=%s
				rsa_private_key_file=%s
				secure_chroot_dir=%s/empty
				""".formatted(this.port, tls ? "YES" : "NO", chain(), key(), folder()));
		check("ftp", tls, "/usr/sbin/vsftpd", settings.toString());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("slapd")
	void comesToTlsWithSlapd(boolean tls) throws Exception {
		Files.createDirectories(folder().resolve("ldap"));
		Path settings = this.servers.write("slapd.conf", """
				include /etc/ldap/schema/core.schema
				pidfile %1$s/slapd.pid
				%2$s
				database ldif
				suffix dc=test
				directory %1$s/ldap
				""".formatted(folder(),
				tls ? "TLSCertificateFile %s%nTLSCertificateKeyFile %s".formatted(chain(), key()) : ""));
		check("ldap", tls, "/usr/sbin/slapd", "-h", "ldap://127.0.0.1:" + this.port, "-f", settings.toString(), "-d",
				"0");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledIfPeer("mariadbd")
	void comesToTlsWithMariadb(boolean tls) throws Exception {
		Path data = Files.createDirectories(folder().resolve("maria"));
		check("mysql", tls, "/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + data, "--skip-grant-tables",
				"--bind-address=127.0.0.1", "--port=" + this.port, "--socket=" + data + "/socket",
				"--pid-file=" + data + "/pid", "--user=" + System.getProperty("user.name"),
				"--innodb-buffer-pool-size=8M", "--innodb-fast-shutdown=2",
				tls ? "--ssl-cert=" + chain() : "--skip-ssl", tls ? "--ssl-key=" + key() : "--skip-ssl");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void comesToTlsWithPostgresql(boolean tls) throws Exception {
		Path readable = Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-------"));
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
		if (tls) {
			builder.setServerConfig("ssl", "on")
				.setServerConfig("ssl_cert_file", chain().toString())
				.setServerConfig("ssl_key_file", readable.toString());
		}
		try (EmbeddedPostgres postgres = builder.start()) {
			check("postgres", tls, postgres.getPort());
		}
	}

	// Its master is a process of its own, beside the one that was started.
	private static void endPostfix(Path file) throws Exception {
		if (Files.exists(file)) {
			ProcessHandle master = ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElse(null);
			if (master != null && master.destroy()) {
				master.onExit().get(5, TimeUnit.SECONDS);
			}
		}
	}

	private void dovecot(String protocol, boolean tls) throws Exception {
		requireRoot();
		Path settings = this.servers.write("dovecot.conf", """
				base_dir = %1$s/dovecot
				log_path = %1$s/dovecot.log
				protocols = %2$s
				listen = 127.0.0.1
				ssl = %3$s
				ssl_cert = <%4$s
				ssl_key = <%5$s
				service %2$s-login {
				  inet_listener %2$s {
				    port = %6$d
				  }
				  inet_listener %2$ss {
				    port = 0
				  }
				}
				passdb {
				  driver = static
				  args = nopassword=y
				}
				""".formatted(folder(), protocol, tls ? "yes" : "no", chain(), key(), this.port));
		check(protocol, tls, "/usr/sbin/dovecot", "-F", "-c", settings.toString());
	}

	private void check(String protocol, boolean tls, String... command) {
		check(protocol, tls, this.servers.program(this.port, command));
	}

	private void check(String protocol, boolean tls, int at) {
		HandshakeReport report = this.sites.ask(at, "mail.test", List.of(this.mail.root()), protocol);
		if (tls) {
			// MariaDB and vsftpd ask for a client certificate and do without.
			assertThat(report.findings())
				.allSatisfy((finding) -> assertThat(finding.code()).isEqualTo(Code.CLIENT_CERTIFICATE_REQUIRED));
			assertThat(report.verdict()).isNotEqualTo("failed");
			assertThat(report.path().trusted()).isTrue();
			assertThat(report.protocol()).isEqualTo("TLSv1.3");
		}
		else {
			assertThat(report.findings().getFirst().code()).as("%s", report).isEqualTo(Code.STARTTLS_MISSING);
		}
	}

	private static void requireRoot() {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"This server gives up rights of root and can be started by root alone");
	}

	private static void own(Path path, String user) throws IOException {
		Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
	}

	private Path folder() {
		return this.servers.folder();
	}

	private Path chain() {
		return this.servers.chainFile(this.port, this.mail);
	}

	private Path key() {
		return this.servers.keyFile(this.port, this.mail);
	}

}
