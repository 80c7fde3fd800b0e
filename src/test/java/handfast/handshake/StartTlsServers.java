package handfast.handshake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;

/**
 * The servers that speak STARTTLS, each from a configuration of its own, with TLS or
 * without, ended with the test.
 */
final class StartTlsServers implements AutoCloseable {

	private final LoopbackServers servers = new LoopbackServers();

	private final List<AutoCloseable> first = new ArrayList<>();

	private final TestChain chain;

	private final int port = LoopbackServers.freePort();

	StartTlsServers(TestChain chain) throws IOException {
		this.chain = chain;
		// These servers read their files as users of their own.
		Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	/**
	 * @return its port
	 */
	int start(Kind kind, boolean tls) throws Exception {
		return switch (kind) {
			case POSTFIX -> postfix(tls);
			case DOVECOT_IMAP -> dovecot("imap", tls);
			case DOVECOT_POP3 -> dovecot("pop3", tls);
			case VSFTPD -> vsftpd(tls);
			case SLAPD -> slapd(tls);
			case MARIADB -> mariadb(tls);
			case POSTGRESQL -> postgresql(tls);
		};
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable each : this.first) {
			each.close();
		}
		this.servers.close();
	}

	private int postfix(boolean tls) throws Exception {
		Peers.require("postfix");
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
		this.first.add(() -> endPostfix(queue.resolve("pid/master.pid")));
		return program("/usr/sbin/postfix", "-c", folder() + "/conf", "start-fg");
	}

	private int dovecot(String protocol, boolean tls) {
		Peers.require("dovecot");
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
		return program("/usr/sbin/dovecot", "-F", "-c", settings.toString());
	}

	private int vsftpd(boolean tls) throws IOException {
		Peers.require("vsftpd");
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
		return program("/usr/sbin/vsftpd", settings.toString());
	}

	private int slapd(boolean tls) throws IOException {
		Peers.require("slapd");
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
		return program("/usr/sbin/slapd", "-h", "ldap://127.0.0.1:" + this.port, "-f", settings.toString(), "-d", "0");
	}

	private int mariadb(boolean tls) throws IOException {
		Peers.require("mariadbd");
		Path data = Files.createDirectories(folder().resolve("maria"));
		return program("/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + data, "--skip-grant-tables",
				"--bind-address=127.0.0.1", "--port=" + this.port, "--socket=" + data + "/socket",
				"--pid-file=" + data + "/pid", "--user=" + System.getProperty("user.name"),
				"--innodb-buffer-pool-size=8M", "--innodb-fast-shutdown=2",
				tls ? "--ssl-cert=" + chain() : "--skip-ssl", tls ? "--ssl-key=" + key() : "--skip-ssl");
	}

	private int postgresql(boolean tls) throws IOException {
		Path readable = Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-------"));
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
		if (tls) {
			builder.setServerConfig("ssl", "on")
				.setServerConfig("ssl_cert_file", chain().toString())
				.setServerConfig("ssl_key_file", readable.toString());
		}
		EmbeddedPostgres postgres = builder.start();
		this.first.add(postgres);
		return postgres.getPort();
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

	private int program(String... command) {
		return this.servers.program(this.port, command);
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
		return this.servers.chainFile(this.port, this.chain);
	}

	private Path key() {
		return this.servers.keyFile(this.port, this.chain);
	}

	/**
	 * Which server, and what it is asked in.
	 */
	enum Kind {

		POSTFIX("smtp"), DOVECOT_IMAP("imap"), DOVECOT_POP3("pop3"), VSFTPD("ftp"), SLAPD("ldap"), MARIADB("mysql"),
		POSTGRESQL("postgres");

		private final String protocol;

		Kind(String protocol) {
			this.protocol = protocol;
		}

		String protocol() {
			return this.protocol;
		}

	}

}
