package handfast.handshake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * Real servers on free loopback ports, ended with the test. A peer program that is not
 * installed skips its test in plain sight, and fails it where {@code CI=true}.
 */
final class LoopbackServers implements AutoCloseable {

	private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

	private final Path folder;

	private final List<AutoCloseable> running = new ArrayList<>();

	LoopbackServers() {
		try {
			this.folder = Files.createTempDirectory("handfast-peers");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * nginx with this certificate.
	 * @param more directives of its server block
	 */
	int nginx(TestChain chain, String more) {
		return nginx(chain, "TLSv1.2 TLSv1.3", more);
	}

	int nginx(TestChain chain, String protocols, String more) {
		Peers.require("nginx");
		int port = freePort();
		write("nginx-" + port + ".conf", """
				daemon off; master_process off; worker_processes 1; pid %1$s/nginx-%2$d.pid; error_log stderr crit;
				events { worker_connections 64; }
				http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				server { listen 127.0.0.1:%2$d ssl; ssl_certificate %3$s; ssl_certificate_key %4$s;
				ssl_protocols %5$s; %6$s
				location / { return 200 "hello"; } } }
				""".formatted(this.folder, port, chainFile(port, chain), keyFile(port, chain), protocols, more));
		start(port, "/usr/sbin/nginx", "-c", this.folder + "/nginx-" + port + ".conf", "-p", this.folder.toString());
		return port;
	}

	/**
	 * Directives of nginx for one more certificate beside the first.
	 */
	String nginxCertificate(TestChain chain) {
		int number = freePort();
		return "ssl_certificate " + chainFile(number, chain) + "; ssl_certificate_key " + keyFile(number, chain) + ";";
	}

	String certificateFile(TestChain chain) {
		return chainFile(freePort(), chain).toString();
	}

	String privateKeyFile(TestChain chain) {
		return keyFile(freePort(), chain).toString();
	}

	/**
	 * The group of 1024 bits of RFC 2409 as parameters for DHE.
	 */
	String smallPrimeFile() {
		java.math.BigInteger prime = new java.math.BigInteger("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD1"
				+ "29024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
				+ "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5"
				+ "AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF", 16);
		try {
			byte[] der = new org.bouncycastle.asn1.pkcs.DHParameter(prime, java.math.BigInteger.TWO, 0).getEncoded();
			return write("dh-1024.pem", pem("DH PARAMETERS", der)).toString();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One nginx with a port for each site, all of its server blocks listening there.
	 * @return the ports, in the order of the sites
	 */
	List<Integer> nginx(List<Site> sites) {
		Peers.require("nginx");
		List<Integer> ports = new ArrayList<>();
		StringBuilder blocks = new StringBuilder();
		for (Site site : sites) {
			int port = freePort();
			ports.add(port);
			int block = 0;
			for (Block one : site.blocks()) {
				String name = port + "-" + block++;
				StringBuilder chain = new StringBuilder();
				one.chain().forEach((der) -> chain.append(pem("CERTIFICATE", der)));
				blocks.append("server { listen 127.0.0.1:%d ssl; %s ssl_certificate %s; ssl_certificate_key %s; %s }%n"
					.formatted(port, (one.serverName() != null) ? "server_name " + one.serverName() + ";" : "",
							write("chain-" + name + ".pem", chain.toString()),
							write("key-" + name + ".pem", pem("PRIVATE KEY", versionOne(one.key()))), one.more()));
			}
		}
		int first = ports.getFirst();
		write("nginx-" + first + ".conf", """
				daemon off; master_process off; worker_processes 1; pid %1$s/nginx-%2$d.pid; error_log stderr crit;
				events { worker_connections 128; }
				http { access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				%3$s }
				""".formatted(this.folder, first, blocks));
		start(first, "/usr/sbin/nginx", "-c", this.folder + "/nginx-" + first + ".conf", "-p", this.folder.toString());
		return ports;
	}

	/**
	 * What listens at one port of an nginx.
	 */
	record Site(List<Block> blocks) {
	}

	/**
	 * A server block.
	 *
	 * @param serverName null for none
	 * @param chain as sent
	 * @param more directives
	 */
	record Block(String serverName, List<byte[]> chain, java.security.PrivateKey key, String more) {
	}

	/**
	 * A program of the test's own choice that listens at a port.
	 */
	int program(int port, String... command) {
		start(port, command);
		return port;
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Writes a file for a server.
	 */
	Path file(String name, byte[] content) {
		try {
			return Files.write(this.folder.resolve(name), content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * {@code openssl s_server}, its output in {@link #output}.
	 */
	int openssl(TestChain chain, String... more) {
		Peers.require("openssl");
		int port = freePort();
		List<String> command = new ArrayList<>(List.of("/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:" + port,
				"-cert", chainFile(port, chain).toString(), "-cert_chain",
				write("issuing-" + port + ".pem", pem("CERTIFICATE", chain.issuing())).toString(), "-key",
				keyFile(port, chain).toString()));
		command.addAll(Arrays.asList(more));
		start(port, command.toArray(String[]::new));
		return port;
	}

	/**
	 * What a program has said so far.
	 */
	String output(int port) {
		try {
			return Files.readString(this.folder.resolve("out-" + port), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A server of the test's own.
	 */
	int plain(Talk talk) {
		try {
			ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
			this.running.add(server);
			Thread.ofVirtual().start(() -> {
				while (!server.isClosed()) {
					try (Socket socket = server.accept()) {
						talk.with(socket.getInputStream(), socket.getOutputStream());
					}
					catch (IOException ex) {
						// The client or the test has ended it.
					}
				}
			});
			return server.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One that nobody listens at and that was not given out before: the system gives the
	 * same one again until somebody takes it.
	 */
	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return GIVEN.add(socket.getLocalPort()) ? socket.getLocalPort() : freePort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable server : this.running) {
			server.close();
		}
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
	}

	private void start(int port, String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("out-" + port).toFile())
				.start();
			this.running.add(() -> {
				process.destroy();
				if (!process.waitFor(3, TimeUnit.SECONDS)) {
					process.destroyForcibly().waitFor();
				}
			});
			awaitOpen(port, process);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// s_server takes one connection after another, so it is asked by reading its output.
	private void awaitOpen(int port, Process process) {
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		boolean openssl = process.info().command().orElse("").contains("openssl");
		while (System.nanoTime() < until && process.isAlive()) {
			if (openssl ? output(port).contains("ACCEPT") : connects(port)) {
				return;
			}
			Thread.onSpinWait();
		}
		throw new AssertionError("The server did not start: " + output(port));
	}

	private static boolean connects(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Path chainFile(int port, TestChain chain) {
		return write("chain-" + port + ".pem", pem("CERTIFICATE", chain.leaf()) + pem("CERTIFICATE", chain.issuing()));
	}

	Path keyFile(int port, TestChain chain) {
		return write("key-" + port + ".pem", pem("PRIVATE KEY", versionOne(chain.privateKey())));
	}

	// OpenSSL 3.0 reads no PKCS #8 with a public key in it.
	private static byte[] versionOne(java.security.PrivateKey key) {
		try {
			PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
			return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String label, byte[] der) {
		return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der)
				+ "\n-----END " + label + "-----\n";
	}

	Path write(String name, String content) {
		try {
			return Files.writeString(this.folder.resolve(name), content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a server of the test's own says.
	 */
	@FunctionalInterface
	interface Talk {

		void with(InputStream in, OutputStream out) throws IOException;

	}

}
