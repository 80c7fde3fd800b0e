package handfast.installation;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import handfast.Peers;
import org.junit.jupiter.api.Assumptions;

/**
 * Real servers, each from a configuration of its own in a folder of its own, to be given
 * their certificate by a kit. They listen on loopback, and are ended with the test.
 */
final class KitServers implements AutoCloseable {

	static final List<String> ALL = List.of("nginx", "apache", "haproxy", "caddy", "lighttpd", "hitch", "stunnel",
			"tomcat", "jetty", "spring-boot", "postgresql", "mariadb", "redis", "mosquitto", "postfix", "dovecot",
			"slapd", "nodejs");

	private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

	private final Path folder;

	private final List<AutoCloseable> endings = new ArrayList<>();

	KitServers() throws IOException {
		this.folder = Files.createTempDirectory("handfast-kit-");
		// These servers read their files as users of their own.
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Prepares a server of this kind, without a certificate yet.
	 */
	Server prepare(String target) throws Exception {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"These servers give up rights of root and can be started by root alone");
		int port = freePort();
		return switch (target) {
			case "nginx" -> nginx(port);
			case "apache" -> apache(port);
			case "haproxy" -> haproxy(port);
			case "caddy" -> caddy(port);
			case "lighttpd" -> lighttpd(port);
			case "hitch" -> hitch(port);
			case "stunnel" -> stunnel(port);
			case "tomcat" -> tomcat(port);
			case "jetty" -> jetty(port);
			case "spring-boot" -> springBoot(port);
			case "postgresql" -> postgresql(port);
			case "mariadb" -> mariadb(port);
			case "redis" -> redis(port);
			case "mosquitto" -> mosquitto(port);
			case "postfix" -> postfix(port);
			case "dovecot" -> dovecot(port);
			case "slapd" -> slapd(port);
			case "nodejs" -> nodejs(port);
			default -> throw new IllegalArgumentException(target);
		};
	}

	private Server nginx(int port) throws IOException {
		Peers.require("nginx");
		Files.createDirectories(this.folder.resolve("conf.d"));
		Path main = write("nginx.conf", """
				pid %1$s/nginx.pid; error_log %1$s/error.log;
				events { worker_connections 256; }
				http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				include %1$s/conf.d/*.conf; }
				""".formatted(this.folder));
		endByFile("nginx.pid");
		return new Server("nginx", port, List.of("--main", main.toString(), "--pid-file", path("nginx.pid"), "--config",
				path("conf.d/site.conf")), "nginx.pid");
	}

	private Server apache(int port) throws IOException {
		Peers.require("apache2");
		Files.createDirectories(this.folder.resolve("sites"));
		Path main = write("apache2.conf", """
				ServerRoot %1$s
				PidFile %1$s/apache2.pid
				ErrorLog %1$s/error.log
				DefaultRuntimeDir %1$s
				Mutex file:%1$s default
				ServerName localhost
				Listen 127.0.0.1:%2$d
				User www-data
				Group www-data
				LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
				LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
				LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
				LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
				IncludeOptional %1$s/sites/*.conf
				""".formatted(this.folder, port));
		endByFile("apache2.pid");
		return new Server("apache", port, List.of("--main", main.toString(), "--pid-file", path("apache2.pid"),
				"--config", path("sites/site.conf")), "apache2.pid");
	}

	private Server haproxy(int port) throws IOException {
		Peers.require("haproxy");
		Path main = write("haproxy.cfg", """
				global
				    maxconn 200
				defaults
				    mode http
				    timeout connect 2s
				    timeout client 5s
				    timeout server 5s
				frontend other
				    bind 127.0.0.1:%d
				    http-request return status 200
				""".formatted(freePort()));
		endByFile("haproxy.pid");
		return new Server("haproxy", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--pid-file", path("haproxy.pid")),
				"haproxy.pid");
	}

	private Server caddy(int port) throws IOException {
		Peers.require("caddy");
		Path main = write("Caddyfile", """
				{
					admin 127.0.0.1:%d
					auto_https disable_redirects
					default_bind 127.0.0.1
					http_port %d
					storage file_system %s/caddy
				}
				""".formatted(freePort(), freePort(), this.folder));
		this.endings
			.add(() -> new ProcessBuilder("caddy", "stop", "--adapter", "caddyfile", "--config", main.toString())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor());
		return new Server("caddy", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--start",
						"caddy start --adapter caddyfile --config \"$MAIN\" --pidfile " + path("caddy.pid")),
				"caddy.pid");
	}

	private Server lighttpd(int port) throws IOException {
		Peers.require("lighttpd");
		Path main = write("lighttpd.conf", """
				server.document-root = "%1$s/htdocs"
				server.bind = "127.0.0.1"
				server.port = %2$d
				server.pid-file = "%1$s/lighttpd.pid"
				server.errorlog = "/dev/null"
				server.username = "www-data"
				server.groupname = "www-data"
				""".formatted(this.folder, freePort()));
		Files.createDirectories(this.folder.resolve("htdocs"));
		endByFile("lighttpd.pid");
		return new Server("lighttpd", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--pid-file", path("lighttpd.pid")),
				"lighttpd.pid");
	}

	private Server hitch(int port) throws Exception {
		Peers.require("hitch");
		Path key = this.folder.resolve("other.pem");
		Peers.run(this.folder, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
				"-nodes", "-subj", "/CN=other.test", "-keyout", key.toString(), "-out", key + ".crt");
		Files.writeString(key, Files.readString(key) + Files.readString(Path.of(key + ".crt")));
		Path main = write("hitch.conf", """
				frontend = "[127.0.0.1]:%d"
				backend = "[127.0.0.1]:%d"
				user = "nobody"
				group = "nogroup"
				workers = 1
				log-filename = "%s/hitch.log"
				pem-file = "%s"
				""".formatted(port, freePort(), this.folder, key));
		endByFile("hitch.pid");
		return new Server("hitch", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--pid-file", path("hitch.pid")),
				"hitch.pid");
	}

	private Server stunnel(int port) throws IOException {
		Peers.require("stunnel4");
		plainBackend();
		Path main = write("stunnel.conf", """
				pid = %1$s/stunnel.pid
				output = %1$s/stunnel.log
				foreground = no
				""".formatted(this.folder));
		endByFile("stunnel.pid");
		return new Server("stunnel", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--pid-file", path("stunnel.pid")),
				"stunnel.pid");
	}

	// The kit's lines hand connections on to port 80; where that is closed stunnel resets
	// them,
	// maybe before the peer has taken leave.
	private void plainBackend() throws IOException {
		ServerSocket backend = new ServerSocket();
		try {
			backend.setReuseAddress(true);
			backend.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
		}
		catch (BindException ex) {
			// Somebody else answers there.
			backend.close();
			return;
		}
		this.endings.add(backend);
		Thread.ofVirtual().start(() -> {
			while (!backend.isClosed()) {
				try {
					Socket connection = backend.accept();
					Thread.ofVirtual().start(() -> {
						try (connection) {
							connection.getInputStream().transferTo(OutputStream.nullOutputStream());
						}
						catch (IOException ex) {
							// The peer is gone.
						}
					});
				}
				catch (IOException ex) {
					// Closed at the end.
				}
			}
		});
	}

	private Server tomcat(int port) throws IOException {
		Path home = Path.of("/usr/share/tomcat10");
		if (!Files.exists(home.resolve("bin/bootstrap.jar"))) {
			throw Peers.missing("tomcat10");
		}
		for (String name : List.of("conf", "logs", "temp", "webapps", "work")) {
			Files.createDirectories(this.folder.resolve(name));
		}
		Path main = write("conf/server.xml", """
				<Server port="-1">
				  <Service name="Catalina">
				    <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
				  </Service>
				</Server>
				""");
		Path password = write("password", "Only-For-This-Test-1\n");
		Path start = write("start.sh",
				"""
						cd %1$s
						if [ -f tomcat.pid ]; then kill "$(cat tomcat.pid)" 2>/dev/null; fi
						while [ -f tomcat.pid ] && kill -0 "$(cat tomcat.pid)" 2>/dev/null; do sleep 0.1; done
						# A Java under faketime stands still, and a server judges no date of its own certificate.
						env -u LD_PRELOAD java -XX:TieredStopAtLevel=1 -Dcatalina.home=%2$s -Dcatalina.base=%1$s -Djava.io.tmpdir=%1$s/temp \\
							-cp %2$s/bin/bootstrap.jar:%2$s/bin/tomcat-juli.jar org.apache.catalina.startup.Bootstrap start \\
							>logs/out 2>&1 </dev/null &
						echo $! >tomcat.pid
						"""
					.formatted(this.folder, home));
		endByFile("tomcat.pid");
		return new Server("tomcat", port, List.of("--main", main.toString(), "--config", main.toString(), "--reload",
				"sh " + start, "--start", "sh " + start, "--pass-file", password.toString()), "tomcat.pid");
	}

	private Server jetty(int port) throws IOException {
		Path home = Path.of("/usr/share/jetty9");
		if (!Files.exists(home.resolve("start.jar"))) {
			throw Peers.missing("jetty9");
		}
		for (String name : List.of("start.d", "logs", "temp", "webapps", "resources")) {
			Files.createDirectories(this.folder.resolve(name));
		}
		Path password = write("password", "Only-For-This-Test-1\n");
		Path start = write("start.sh",
				"""
						cd %1$s
						if [ -f jetty.pid ]; then kill "$(cat jetty.pid)" 2>/dev/null; fi
						while [ -f jetty.pid ] && kill -0 "$(cat jetty.pid)" 2>/dev/null; do sleep 0.1; done
						java -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=%1$s/temp -jar %2$s/start.jar jetty.home=%2$s jetty.base=%1$s \
							jetty.ssl.host=127.0.0.1 >logs/out 2>&1 </dev/null &
						echo $! >jetty.pid
						"""
					.formatted(this.folder, home));
		endByFile("jetty.pid");
		return new Server("jetty", port, List.of("--config", path("start.d/handfast.ini"), "--restart", "sh " + start,
				"--start", "sh " + start, "--pass-file", password.toString()), "jetty.pid");
	}

	private Server springBoot(int port) throws IOException {
		Path main = write("application.properties", """
				server.port=%d
				server.address=127.0.0.1
				spring.ssl.bundle.watch.file.quiet-period=1s
				spring.main.banner-mode=off
				""".formatted(port));
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Path classPath = write("class-path",
				"-cp \"" + Arrays.stream(System.getProperty("java.class.path").split(":"))
					.map((entry) -> Path.of(entry).toAbsolutePath())
					// Handfast itself would refuse settings that are not its own.
					.filter((entry) -> !Files.exists(entry.resolve("handfast/HandfastApplication.class")))
					.map(Path::toString)
					.collect(Collectors.joining(":")) + "\"\n");
		Path start = write("start.sh", """
				cd %1$s
				if [ -f spring.pid ]; then kill "$(cat spring.pid)" 2>/dev/null; fi
				while [ -f spring.pid ] && kill -0 "$(cat spring.pid)" 2>/dev/null; do sleep 0.1; done
				%2$s -XX:TieredStopAtLevel=1 @%3$s %4$s --spring.config.location=%5$s >spring.log 2>&1 </dev/null &
				echo $! >spring.pid
				""".formatted(this.folder, java, classPath, SpringBootPeer.class.getName(), main));
		endByFile("spring.pid");
		// The watcher sees new files by itself; it is started once the files are there.
		return new Server("spring-boot", port, List.of("--config", main.toString(), "--start", "sh " + start),
				"spring.pid");
	}

	private Server postgresql(int port) throws Exception {
		Path programs = Stream.of("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/17/bin")
			.map(Path::of)
			.filter(Files::isDirectory)
			.findFirst()
			.orElseThrow(() -> Peers.missing("postgresql"));
		Path data = Files.createDirectories(this.folder.resolve("data"));
		own(data, "postgres");
		Peers.run(this.folder, "runuser", "-u", "postgres", "--", programs + "/initdb", "-D", data.toString(), "-A",
				"trust", "--no-sync");
		Files.createDirectories(data.resolve("conf.d"));
		Files.writeString(data.resolve("postgresql.conf"), """
				listen_addresses = '127.0.0.1'
				port = %d
				unix_socket_directories = ''
				fsync = off
				include_dir 'conf.d'
				""".formatted(port));
		String start = "runuser -u postgres -- " + programs + "/pg_ctl -D " + data + " -l " + data + "/log -w start";
		Peers.run(this.folder, "sh", "-c", start + " >/dev/null 2>&1 </dev/null");
		endByFile("data/postmaster.pid");
		return new Server("postgresql", port, List.of("--pid-file", path("data/postmaster.pid"), "--config",
				path("data/conf.d/handfast.conf"), "--start", start), "data/postmaster.pid");
	}

	private Server mariadb(int port) throws IOException {
		Peers.require("mariadbd");
		Path data = Files.createDirectories(this.folder.resolve("maria"));
		Path main = write("mariadb.cnf", """
				[mysqld]
				datadir=%1$s
				skip-grant-tables
				bind-address=127.0.0.1
				port=%2$d
				socket=%1$s/socket
				pid-file=%1$s/pid
				user=root
				innodb-buffer-pool-size=8M
				innodb-fast-shutdown=2
				!includedir %3$s
				""".formatted(data, port, Files.createDirectories(this.folder.resolve("maria.d"))));
		Path start = write("start.sh", """
				if [ -f %1$s/pid ]; then
				  old=$(cat %1$s/pid) tries=0
				  # One that is just starting does not hear it.
				  while kill "$old" 2>/dev/null; do
				    tries=$((tries + 1)); if [ $tries -gt 100 ]; then kill -9 "$old"; fi
				    sleep 0.1
				  done
				fi
				mariadbd --defaults-file=%2$s >%1$s.log 2>&1 </dev/null &
				""".formatted(data, main));
		endByFile("maria/pid");
		return new Server("mariadb", port,
				List.of("--main", main.toString(), "--config", path("maria.d/handfast.cnf"), "--owner", "root:root",
						"--reload", "mariadb --socket=" + data + "/socket -e 'FLUSH SSL'", "--restart", "sh " + start,
						"--start", "sh " + start),
				"maria/pid");
	}

	private Server redis(int port) throws IOException {
		Peers.require("redis-server");
		Path main = write("redis.conf", """
				bind 127.0.0.1
				port 0
				unixsocket %1$s/redis.sock
				daemonize yes
				dir %1$s
				save ""
				pidfile %1$s/redis.pid
				""".formatted(this.folder));
		endByFile("redis.pid");
		return new Server("redis", port,
				List.of("--main", main.toString(), "--config", main.toString(), "--pid-file", path("redis.pid")),
				"redis.pid");
	}

	private Server mosquitto(int port) throws IOException {
		Peers.require("mosquitto");
		Files.createDirectories(this.folder.resolve("conf.d"));
		Path main = write("mosquitto.conf", """
				pid_file %1$s/mosquitto.pid
				allow_anonymous true
				user root
				log_dest file %1$s/mosquitto.log
				include_dir %1$s/conf.d
				""".formatted(this.folder));
		endByFile("mosquitto.pid");
		return new Server("mosquitto", port, List.of("--main", main.toString(), "--config",
				path("conf.d/handfast.conf"), "--pid-file", path("mosquitto.pid")), "mosquitto.pid");
	}

	private Server postfix(int port) throws Exception {
		Peers.require("postfix");
		Path queue = Files.createDirectories(this.folder.resolve("queue"));
		for (String name : List.of("pid", "private", "public", "active", "incoming", "maildrop", "deferred", "defer",
				"bounce", "corrupt", "flush", "hold", "saved", "trace")) {
			own(Files.createDirectories(queue.resolve(name)), name.equals("pid") ? "root" : "postfix");
		}
		own(Files.createDirectories(this.folder.resolve("data")), "postfix");
		Files.createDirectories(this.folder.resolve("conf"));
		Path main = write("conf/main.cf", """
				compatibility_level = 3.6
				queue_directory = %1$s/queue
				data_directory = %1$s/data
				myhostname = mail.test
				inet_interfaces = 127.0.0.1
				inet_protocols = ipv4
				smtpd_tls_session_cache_database =
				alias_maps =
				alias_database =
				local_recipient_maps =
				maillog_file = /var/log/handfast-postfix-test.log
				""".formatted(this.folder));
		write("conf/master.cf", """
				127.0.0.1:%d inet n - n - - smtpd
				anvil unix - - n - 1 anvil
				tlsmgr unix - - n 1000? 1 tlsmgr
				rewrite unix - - n - - trivial-rewrite
				proxymap unix - - n - - proxymap
				postlog unix-dgram n - n - 1 postlogd
				""".formatted(port));
		endByFile("queue/pid/master.pid");
		return new Server("postfix", port, List.of("--main", path("conf"), "--config", main.toString(), "--test", "",
				"--reload",
				"if kill -0 \"$(tr -d ' ' <" + path("queue/pid/master.pid")
						+ ")\" 2>/dev/null; then postfix -c \"$MAIN\" reload; else postfix -c \"$MAIN\" start; fi"),
				"queue/pid/master.pid");
	}

	private Server dovecot(int port) throws IOException {
		Peers.require("dovecot");
		Files.createDirectories(this.folder.resolve("conf.d"));
		Path main = write("dovecot.conf", """
				base_dir = %1$s/dovecot
				log_path = %1$s/dovecot.log
				protocols = imap
				listen = 127.0.0.1
				service imap-login {
				  inet_listener imap {
				    port = %2$d
				  }
				  inet_listener imaps {
				    port = 0
				  }
				}
				passdb {
				  driver = static
				  args = nopassword=y
				}
				!include_try %1$s/conf.d/*.conf
				""".formatted(this.folder, port));
		endByFile("dovecot/master.pid");
		return new Server("dovecot", port, List.of("--main", main.toString(), "--config", path("conf.d/handfast.conf"),
				"--pid-file", path("dovecot/master.pid")), "dovecot/master.pid");
	}

	private Server slapd(int port) throws IOException {
		Peers.require("slapd");
		Files.createDirectories(this.folder.resolve("ldap"));
		Path main = write("slapd.conf", """
				include /etc/ldap/schema/core.schema
				pidfile %1$s/slapd.pid
				database ldif
				suffix dc=test
				directory %1$s/ldap
				""".formatted(this.folder));
		String restart = "end_process \"$PID_FILE\"; slapd -h ldap://127.0.0.1:" + port + " -f \"$MAIN\"";
		endByFile("slapd.pid");
		return new Server("slapd", port, List.of("--main", main.toString(), "--config", main.toString(), "--pid-file",
				path("slapd.pid"), "--reload", restart, "--start", restart), "slapd.pid");
	}

	private Server nodejs(int port) throws IOException {
		Peers.require("node");
		Path program = write("server.js",
				"""
						const fs = require('fs'), https = require('https'), folder = process.argv[2] + '/current/';
						const read = () => ({cert: fs.readFileSync(folder + 'fullchain.pem'), key: fs.readFileSync(folder + 'privkey.pem')});
						const server = https.createServer(read(), (request, response) => response.end('hello'));
						server.listen(%d, '127.0.0.1');
						process.on('SIGHUP', () => { try { server.setSecureContext(read()); } catch (error) { console.error(error); } });
						"""
					.formatted(port));
		Path start = write("start.sh", """
				cd %1$s
				node %2$s %1$s/handfast >node.log 2>&1 </dev/null &
				echo $! >node.pid
				""".formatted(this.folder, program));
		endByFile("node.pid");
		return new Server("nodejs", port, List.of("--no-config", "--start", "sh " + start, "--reload",
				"kill -HUP \"$(cat " + path("node.pid") + ")\""), "node.pid");
	}

	private String path(String name) {
		return this.folder.resolve(name).toString();
	}

	private Path write(String name, String content) throws IOException {
		return Files.writeString(this.folder.resolve(name), content);
	}

	private static void own(Path path, String user) throws IOException {
		Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
	}

	private void endByFile(String name) {
		this.endings.add(() -> {
			Optional<ProcessHandle> process = process(name);
			if (process.isPresent()) {
				process.get().descendants().forEach(ProcessHandle::destroy);
				process.get().destroy();
				try {
					process.get().onExit().get(5, TimeUnit.SECONDS);
				}
				catch (java.util.concurrent.TimeoutException ex) {
					process.get().destroyForcibly();
				}
			}
		});
	}

	private Optional<ProcessHandle> process(String pidFile) throws IOException {
		Path file = this.folder.resolve(pidFile);
		return Files.exists(file) ? ProcessHandle.of(Long.parseLong(
				Files.readString(file, StandardCharsets.US_ASCII).strip().lines().findFirst().orElse("0").strip()))
				: Optional.empty();
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable ending : this.endings) {
			ending.close();
		}
		if (System.getProperty("kit.keep") != null) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
	}

	// One that was not given out before: the system gives the same one again until
	// somebody takes it.
	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return GIVEN.add(socket.getLocalPort()) ? socket.getLocalPort() : freePort();
		}
	}

	/**
	 * A server that a kit is for.
	 *
	 * @param arguments for the kit's script
	 */
	record Server(String target, int port, List<String> arguments, String pidFile) {

		List<String> with(Path folder, String... more) {
			List<String> all = new ArrayList<>(this.arguments);
			// Java servers start slowly where much else runs.
			all.addAll(List.of("--patience", "90"));
			all.add("--dir");
			all.add(folder.resolve("handfast").toString());
			all.addAll(List.of(more));
			return all;
		}

	}

}
