package handfast.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import handfast.Peers;
import handfast.RunningService;
import handfast.installation.KitHost.Run;
import handfast.installation.KitServers.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A year in steps: the service, by its clock, and the hosts' scripts and whoever looks,
 * by faketime, are told the same date, which moves on between them. What renews by itself
 * is never found with a certificate that has expired.
 */
class YearJourneyTests {

	// Certificates live for 90 days, and are due 60 to 68 days on.
	private static final int STEP_DAYS = 28;

	// 13 are a year: -Dyear.steps=13.
	private static final int STEPS = Integer.getInteger("year.steps", 7);

	@TempDir
	private Path folder;

	@Test
	@Peers.EnabledIfPeer({ "faketime", "openssl", "nginx" })
	void renewsThroughAYear() throws Exception {
		Path library = fakeTime();
		Path home = this.folder.resolve("home");
		String[] settings = { "--handfast.https-port=" + freePort(), "--handfast.http-port=" + freePort() };
		List<Installed> hosts = new ArrayList<>();
		try {
			for (int step = 0; step <= STEPS; step++) {
				Map<String, String> day = day(library, step * STEP_DAYS);
				Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays((long) step * STEP_DAYS));
				try (RunningService service = RunningService.start(clock, home, settings)) {
					if (step == 0) {
						for (String target : List.of("nginx", "tomcat")) {
							hosts.add(install(new KitHost(service), target));
						}
					}
					for (Installed host : hosts) {
						host.serials.add(verified(host, home, day));
						Run run = KitHost.run("dash", host.folder(), day, List.of("--renew"));
						assertThat(run.exit()).as("day " + step * STEP_DAYS + ": " + run.printed()).isZero();
						host.serials.add(verified(host, home, day));
					}
				}
			}
			for (Installed host : hosts) {
				assertThat(host.serials).as(host.server.target())
					.hasSizeGreaterThanOrEqualTo(1 + STEPS * STEP_DAYS / 90);
			}
		}
		finally {
			for (Installed host : hosts) {
				host.servers.close();
			}
		}
	}

	private static Installed install(KitHost host, String target) throws Exception {
		KitServers servers = new KitServers();
		Server server = servers.prepare(target);
		String name = target + ".year.test";
		String id = host.install(Map.of("certificate", host.enroll(name, "EC-P256"), "target", target, "address",
				"127.0.0.1:" + server.port(), "serverName", name, "renew", true));
		Path timers = Files.createDirectories(servers.folder().resolve("timers"));
		KitHost
			.run("dash", host.kit(id, servers.folder()), Map.of("HANDFAST_TIMER_DIR", timers.toString()),
					server.with(servers.folder(), "--yes", "--enable-renewal"))
			.expect(0);
		return new Installed(servers, server, name, new HashSet<>());
	}

	/**
	 * Serial number of what is served, after a proof at that date.
	 */
	private static String verified(Installed host, Path home, Map<String, String> day) throws Exception {
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", "openssl s_client -connect 127.0.0.1:"
				+ host.server.port() + " -servername " + host.name + " -verify_hostname " + host.name
				+ " -verify_return_error -CAfile " + home
				+ "/root.pem </dev/null 2>errors >answer && openssl x509 -in answer -noout -serial || cat errors")
			.directory(host.servers.folder().toFile());
		builder.environment().putAll(day);
		Process process = builder.start();
		String printed = new String(process.getInputStream().readAllBytes()).strip();
		assertThat(process.waitFor()).isZero();
		assertThat(printed).startsWith("serial=");
		return printed;
	}

	private static Map<String, String> day(Path library, int days) {
		return (days == 0) ? Map.of() : Map.of("LD_PRELOAD", library.toString(), "FAKETIME", "+" + days + "d");
	}

	private static Path fakeTime() throws IOException {
		try (Stream<Path> files = Files.find(Path.of("/usr/lib"), 4,
				(file, attributes) -> file.endsWith("faketime/libfaketime.so.1"))) {
			return files.findFirst().orElseThrow(() -> Peers.missing("libfaketime"));
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * A host that renews by itself.
	 *
	 * @param serials of what it was seen to serve
	 */
	private record Installed(KitServers servers, Server server, String name, Set<String> serials) {

		Path folder() {
			return this.servers.folder().resolve("handfast");
		}

	}

}
