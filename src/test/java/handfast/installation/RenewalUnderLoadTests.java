package handfast.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import handfast.RunningService;
import handfast.installation.KitServers.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients come one after the other while a server's certificate is renewed, and none is
 * turned away. Of others the count is printed: {@code -Dload.targets=tomcat,jetty}.
 */
class RenewalUnderLoadTests {

	private static final List<String> SEAMLESS = List.of("nginx", "apache", "haproxy", "hitch", "lighttpd", "caddy",
			"nodejs");

	private static final int CLIENTS = 2;

	private final RunningService service = RunningService.shared();

	private final KitHost host = new KitHost(this.service);

	static Stream<String> targets() {
		return Stream.concat(SEAMLESS.stream(),
				Pattern.compile(",")
					.splitAsStream(System.getProperty("load.targets", ""))
					.filter((target) -> !target.isEmpty()));
	}

	@ParameterizedTest
	@MethodSource("targets")
	void turnsNobodyAway(String target) throws Exception {
		Load load = renewed(target);
		System.out.println(target + ": " + load);
		assertThat(load.served()).as("requests while it was renewed").isGreaterThan(50);
		if (SEAMLESS.contains(target)) {
			assertThat(load.failed()).as(load.firstFailure()).isZero();
		}
	}

	private Load renewed(String target) throws Exception {
		try (KitServers servers = new KitServers()) {
			Server server = servers.prepare(target);
			String name = "load-" + target + ".test";
			String first = this.host.enroll(name, "EC-P256");
			String installation = this.host.install(Map.of("certificate", first, "target", target, "address",
					"127.0.0.1:" + server.port(), "serverName", name));
			run(this.host.kit(installation, servers.folder()), server, servers, "--yes");
			this.host.renew(first, "{\"rekey\": true}");
			Path next = this.host.kit(installation, servers.folder());
			Path installed = servers.folder().resolve("handfast");
			Load load = new Load(server.port(), name);
			load.begin();
			try {
				run(next, server, servers);
				run(installed, server, servers, "--rollback");
				run(next, server, servers);
			}
			finally {
				load.end();
			}
			return load;
		}
	}

	private static void run(Path folder, Server server, KitServers servers, String... more) throws Exception {
		KitHost.run("dash", folder, Map.of(), server.with(servers.folder(), more)).expect(0);
	}

	/**
	 * Clients that each shake hands, ask for a page and leave, over and over.
	 */
	private static final class Load {

		private final int port;

		private final String name;

		private final AtomicBoolean ended = new AtomicBoolean();

		private final AtomicInteger served = new AtomicInteger();

		private final AtomicInteger failed = new AtomicInteger();

		private final List<Thread> clients = new ArrayList<>();

		private volatile String firstFailure = "none";

		Load(int port, String name) {
			this.port = port;
			this.name = name;
		}

		void begin() throws GeneralSecurityException {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new AnyServer() }, null);
			for (int i = 0; i < CLIENTS; i++) {
				this.clients.add(Thread.ofPlatform().start(() -> {
					while (!this.ended.get()) {
						ask(context);
					}
				}));
			}
		}

		void end() throws InterruptedException {
			this.ended.set(true);
			for (Thread client : this.clients) {
				client.join();
			}
		}

		private void ask(SSLContext context) {
			try (Socket plain = new Socket()) {
				plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 10_000);
				plain.setSoTimeout(10_000);
				try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
					.createSocket(plain, this.name, this.port, true)) {
					socket.startHandshake();
					socket.getOutputStream()
						.write(("GET / HTTP/1.1\r\nHost: " + this.name + "\r\nConnection: close\r\n\r\n")
							.getBytes(StandardCharsets.US_ASCII));
					socket.getInputStream().readAllBytes();
				}
				this.served.incrementAndGet();
			}
			catch (IOException ex) {
				if (this.failed.getAndIncrement() == 0) {
					this.firstFailure = ex.toString();
				}
			}
		}

		int served() {
			return this.served.get();
		}

		int failed() {
			return this.failed.get();
		}

		String firstFailure() {
			return this.firstFailure;
		}

		@Override
		public String toString() {
			return this.served + " served, " + this.failed + " failed, the first with " + this.firstFailure;
		}

	}

	/**
	 * Which certificate is shown, the kit proves.
	 */
	private static final class AnyServer extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
