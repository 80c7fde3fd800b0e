package handfast.benchmark;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.x509.Pem;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * OCSP answers by GET that are made ahead: beside nginx with the same bytes in a file,
 * {@code cfssl ocspserve} with the same answer, and {@code openssl ocsp}, which signs
 * each and takes one request a connection.
 */
final class Answering implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		Path own = Files.createDirectories(folder.resolve("ocsp"));
		System.out.printf("%nOCSP answers by GET, %d clients without TLS%n", Load.CLIENTS);
		try (MeasuredService service = MeasuredService.start(own.resolve("home"))) {
			byte[] request = request(service);
			String path = "/pki/ocsp/" + encoded(request);
			Asking get = (client) -> client.get(path);
			byte[] answer = ask(service.plainPort(), get);
			double ours = say("Handfast, " + answer.length + " octets", service.plainPort(), get);
			sayCpu(service, get);
			if (Peers.find("nginx").isPresent()) {
				ratio(ours, "nginx, a file of that size", nginx(own, answer), (client) -> client.get("/answer"));
			}
			if (Peers.find("cfssl").isPresent()) {
				// What Debian has takes the slash before the base64 for a part of it.
				ratio(ours, "cfssl ocspserve, the same answer, by POST", cfssl(own, answer),
						(client) -> client.post("/", "application/ocsp-request", request));
			}
		}
		if (Peers.find("openssl").isPresent()) {
			openssl(own);
		}
	}

	private static void sayCpu(MeasuredService service, Asking asking) throws Exception {
		Duration before = service.cpu();
		int answers = 5000;
		try (LeanClient client = LeanClient.plain(service.plainPort())) {
			for (int i = 0; i < answers; i++) {
				require(asking.ask(client));
			}
		}
		System.out.printf("    CPU of the service for each: %d us%n",
				service.cpu().minus(before).toNanos() / 1000 / answers);
	}

	private static double say(String name, int port, Asking asking) throws Exception {
		Load.Figures figures = Load.measure((number) -> client(port, asking));
		HandingOver.say(name, figures);
		return figures.perSecond();
	}

	private static void ratio(double ours, String name, Server server, Asking asking) throws Exception {
		try (server) {
			ask(server.port(), asking);
			double theirs = say(name, server.port(), asking);
			System.out.printf("    ratio %.2f%n", ours / theirs);
		}
	}

	private static Load.Request client(int port, Asking asking) throws IOException {
		LeanClient client = LeanClient.plain(port);
		return new Load.Request() {

			@Override
			public void send() throws IOException {
				require(asking.ask(client));
			}

			@Override
			public void close() throws IOException {
				client.close();
			}
		};
	}

	private static byte[] require(LeanClient.Answer answer) throws IOException {
		if (answer.status() != 200) {
			throw new IOException("The server answered " + answer.status() + " " + answer.text());
		}
		return answer.body();
	}

	private static byte[] ask(int port, Asking asking) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (true) {
			try (LeanClient client = LeanClient.plain(port)) {
				return require(asking.ask(client));
			}
			catch (IOException ex) {
				if (System.nanoTime() > deadline) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
	}

	private static byte[] request(MeasuredService service) throws Exception {
		try (LeanClient client = service.client()) {
			LeanClient.Answer made = client.post("/api/v1/certificates", "{\"names\": [\"shop.test\"]}");
			X509CertificateHolder issuer = new X509CertificateHolder(
					Pem.read(made.member("chain").replace("\\n", "\n")).getLast().der());
			return request(issuer, new BigInteger(made.member("serialNumber"), 16));
		}
	}

	private static byte[] request(X509CertificateHolder issuer, BigInteger serial) throws Exception {
		CertificateID name = new CertificateID(
				new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1), issuer, serial);
		return new OCSPReqBuilder().addRequest(name).build().getEncoded();
	}

	private static String encoded(byte[] request) {
		return URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.US_ASCII);
	}

	private static Server nginx(Path folder, byte[] answer) throws Exception {
		int port = freePort();
		Files.write(Files.createDirectories(folder.resolve("files")).resolve("answer"), answer);
		Path settings = Files.writeString(folder.resolve("nginx.conf"), """
				daemon off; pid %1$s/pid; error_log %1$s/error.log; worker_processes auto;
				events { worker_connections 256; }
				http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;
				client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
				uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
				server { listen 127.0.0.1:%2$d; root %1$s/files; } }
				""".formatted(folder, port));
		// Its workers are another user's where root starts it.
		if (System.getProperty("user.name").equals("root")) {
			Files.writeString(settings, "user root;" + Files.readString(settings));
		}
		return Server.start(folder, port, "nginx", "-c", settings.toString(), "-p", folder.toString());
	}

	private static Server cfssl(Path folder, byte[] answer) throws Exception {
		int port = freePort();
		Path answers = Files.writeString(folder.resolve("answers"), Base64.getEncoder().encodeToString(answer) + "\n");
		return Server.start(folder, port, "cfssl", "ocspserve", "-port=" + port, "-responses=" + answers,
				"-loglevel=5");
	}

	private static void openssl(Path folder) throws Exception {
		Peers.run(folder, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
				"-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Benchmark");
		Files.writeString(folder.resolve("index"), "V\t491231235959Z\t\t0A\tunknown\t/CN=shop.test\n");
		int port = freePort();
		byte[] request = request(
				new X509CertificateHolder(Pem.read(Files.readString(folder.resolve("ca.pem"))).getFirst().der()),
				BigInteger.TEN);
		String path = "/" + encoded(request);
		Asking asking = (client) -> client.get(path);
		try (Server server = Server.start(folder, port, "openssl", "ocsp", "-index", "index", "-port",
				String.valueOf(port), "-CA", "ca.pem", "-rkey", "ca.key", "-rsigner", "ca.pem", "-ndays", "3")) {
			ask(server.port(), asking);
			// One after the other: it has one thread.
			HandingOver.say("openssl ocsp, which signs each, a connection each",
					Load.measure(1, Benchmark.seconds(), (number) -> () -> {
						try (LeanClient client = LeanClient.plain(port)) {
							require(asking.ask(client));
						}
					}));
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			return free.getLocalPort();
		}
	}

	/**
	 * How a server is asked.
	 */
	private interface Asking {

		LeanClient.Answer ask(LeanClient client) throws IOException;

	}

	/**
	 * A peer that is ended afterwards.
	 */
	private record Server(Process process, int port) implements AutoCloseable {

		static Server start(Path folder, int port, String... command) throws IOException {
			return new Server(new ProcessBuilder(List.of(command)).directory(folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve(command[0] + ".log").toFile())
				.start(), port);
		}

		@Override
		public void close() throws InterruptedException {
			this.process.destroy();
			this.process.waitFor();
		}

	}

}
