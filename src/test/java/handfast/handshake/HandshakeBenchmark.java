package handfast.handshake;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import handfast.Peers;
import handfast.profile.Profile.Purpose;
import handfast.x509.KeyAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;

/**
 * Measures the engine alone: proofs by key algorithm, and full handshakes with one nginx
 * by our client, by the JDK's and by {@code openssl s_time}, in one run. Argument:
 * seconds for each figure (5).
 */
final class HandshakeBenchmark {

	private static final int PROOFS = 200;

	// The JVM goes on compiling for some thousand handshakes.
	private static final int WARM_UPS = 5;

	private static final int ROUNDS = 5;

	private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in (\\d+) real seconds");

	private static final SSLContext TRUSTING = trusting();

	private final Crypto crypto = new Crypto(new SecureRandom());

	private final long seconds;

	private HandshakeBenchmark(long seconds) {
		this.seconds = seconds;
	}

	static void main(String[] arguments) throws Exception {
		HandshakeBenchmark benchmark = new HandshakeBenchmark(
				(arguments.length > 0) ? Long.parseLong(arguments[0]) : 5);
		benchmark.proofs();
		for (KeyAlgorithm algorithm : new KeyAlgorithm[] { KeyAlgorithm.EC_P256, KeyAlgorithm.RSA_2048 }) {
			benchmark.clients(algorithm);
		}
	}

	/**
	 * Handshakes in TLS 1.3 and 1.2, the checks and the controls, of a certificate with
	 * one name; the file is loaded already.
	 */
	private void proofs() {
		System.out.printf(
				"%nProofs by key algorithm: two versions, checks and controls, in ms, of %d after %d times as many%n",
				PROOFS, WARM_UPS);
		Prover prover = new Prover(this.crypto, PathRules.STRICT, new Explanations(), Clock.systemUTC());
		for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
			TestChain chain = TestChain.of(algorithm, "shop.test");
			ProofOrder order = new ProofOrder(null, chain.privateKey(), chain.keyManager(), chain.chain(),
					List.of(chain.root()), List.of(TestChain.name("shop.test")), Set.of(Purpose.SERVER_AUTH), "00");
			for (int i = 0; i < WARM_UPS; i++) {
				times(prover, order);
			}
			long[] nanos = times(prover, order);
			System.out.printf("  %-12s p50 %6.2f   p99 %6.2f   load of the keystore %6.2f   server %s%n",
					algorithm.label(), nanos[PROOFS / 2] / 1e6, nanos[PROOFS * 99 / 100] / 1e6, load(chain) / 1e6,
					(chain.keyManager() != null) ? "of the JDK" : "of Bouncy Castle");
		}
	}

	private static long load(TestChain chain) {
		long[] nanos = new long[PROOFS];
		for (int i = 0; i < PROOFS; i++) {
			long begun = System.nanoTime();
			chain.keyManager();
			nanos[i] = System.nanoTime() - begun;
		}
		Arrays.sort(nanos);
		return nanos[PROOFS / 2];
	}

	private static long[] times(Prover prover, ProofOrder order) {
		long[] nanos = new long[PROOFS];
		for (int i = 0; i < PROOFS; i++) {
			long begun = System.nanoTime();
			HandshakeReport report = prover.prove(order, UUID.randomUUID());
			nanos[i] = System.nanoTime() - begun;
			if (!report.verdict().equals(HandshakeReport.PASSED)) {
				throw new IllegalStateException("Not proven: " + report.findings());
			}
		}
		Arrays.sort(nanos);
		return nanos;
	}

	private void clients(KeyAlgorithm algorithm) throws Exception {
		try (LoopbackServers servers = new LoopbackServers()) {
			int port = servers.nginx(TestChain.of(algorithm, "shop.test"), "");
			System.out.printf("%nFull handshakes per second with one nginx, %s, one client thread, %d rounds of %d s%n",
					algorithm.label(), ROUNDS, this.seconds);
			for (String version : new String[] { "TLSv1.3", "TLSv1.2" }) {
				Map<String, double[]> rates = new LinkedHashMap<>();
				for (int round = 0; round <= ROUNDS; round++) {
					put(rates, "Handfast's client, traced", round, rate(() -> ours(port, version)));
					put(rates, "the JDK's client", round, rate(() -> theirs(port, version)));
					if (Peers.find("openssl").isPresent()) {
						put(rates, "openssl s_time", round, sTime(port, version));
					}
				}
				say(version, rates);
			}
		}
	}

	// The first round warms up.
	private static void put(Map<String, double[]> rates, String name, int round, double rate) {
		if (round > 0) {
			rates.computeIfAbsent(name, (key) -> new double[ROUNDS])[round - 1] = rate;
		}
	}

	private static void say(String version, Map<String, double[]> rates) {
		rates.values().forEach(Arrays::sort);
		double reference = rates.get("the JDK's client")[ROUNDS / 2];
		rates.forEach((name, sorted) -> System.out.printf("  %s  %-26s %,6.0f/s [%,.0f to %,.0f]   %.2f of the JDK's%n",
				version, name, sorted[ROUNDS / 2], sorted[0], sorted[ROUNDS - 1], sorted[ROUNDS / 2] / reference));
	}

	private double rate(Shake shake) throws Exception {
		long begun = System.nanoTime();
		long end = begun + TimeUnit.SECONDS.toNanos(this.seconds);
		int count = 0;
		while (System.nanoTime() < end) {
			shake.once();
			count++;
		}
		return count / ((System.nanoTime() - begun) / 1e9);
	}

	private void ours(int port, String version) throws Exception {
		Socket socket = connect(port);
		Exchange exchange = new SiteHandshake(this.crypto.tls(), Offer
			.proof(version.equals("TLSv1.3") ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12, "shop.test", null),
				null, "shop.test", socket, null, Duration.ZERO)
			.run();
		if (!exchange.completed()) {
			throw new IllegalStateException("No handshake: " + exchange.failure());
		}
	}

	private static void theirs(int port, String version) throws Exception {
		try (Socket socket = connect(port);
				SSLSocket tls = (SSLSocket) TRUSTING.getSocketFactory().createSocket(socket, "shop.test", port, true)) {
			tls.setEnabledProtocols(new String[] { version });
			tls.startHandshake();
			// No resumption: each handshake is a full one.
			tls.getSession().invalidate();
		}
	}

	private static Socket connect(int port) throws Exception {
		Socket socket = new Socket();
		socket.setTcpNoDelay(true);
		socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
		return socket;
	}

	private double sTime(int port, String version) throws Exception {
		Process process = new ProcessBuilder(Peers.require("openssl").toString(), "s_time", "-connect",
				"127.0.0.1:" + port, "-new", "-time", String.valueOf(this.seconds),
				version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2")
			.redirectErrorStream(true)
			.start();
		double rate = 0;
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Matcher matcher = CONNECTIONS.matcher(line);
				if (matcher.find()) {
					rate = Double.parseDouble(matcher.group(1)) / Double.parseDouble(matcher.group(2));
				}
			}
		}
		process.waitFor();
		return rate;
	}

	// None of the clients judges the chain.
	private static SSLContext trusting() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new X509TrustManager() {

				@Override
				public void checkClientTrusted(X509Certificate[] chain, String authType) {
				}

				@Override
				public void checkServerTrusted(X509Certificate[] chain, String authType) {
				}

				@Override
				public X509Certificate[] getAcceptedIssuers() {
					return new X509Certificate[0];
				}
			} }, new SecureRandom());
			return context;
		}
		catch (java.security.GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Shake {

		void once() throws Exception;

	}

}
