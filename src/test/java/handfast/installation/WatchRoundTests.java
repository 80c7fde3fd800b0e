package handfast.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import handfast.Peers;
import handfast.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sweep over many installations finds each certificate that was swapped, and no other.
 * For a thousand: {@code -Dwatch.places=1000}.
 */
class WatchRoundTests {

	private static final int PLACES = Integer.getInteger("watch.places", 60);

	private static final Duration LONGEST_SWEEP = Duration.ofMinutes(1);

	private static final int EACH = 7;

	private final RunningService service = RunningService.shared();

	private final KitHost host = new KitHost(this.service);

	private final List<UUID> ids = new ArrayList<>();

	@TempDir
	private Path folder;

	@Test
	@Peers.EnabledIfPeer("nginx")
	void findsEachSwapAndNoOther() throws Exception {
		int port = freePort();
		StringBuilder blocks = new StringBuilder();
		for (int i = 0; i < PLACES; i++) {
			String name = "place-" + i + ".watch.test";
			String certificate = this.host.enroll(name, "EC-P256");
			Files.write(file(i),
					this.service.post("/api/v1/certificates/" + certificate + "/keystore", "{\"format\": \"PEM\"}")
						.bytes());
			this.ids.add(UUID.fromString(this.host.install(Map.of("certificate", certificate, "target", "files",
					"address", "127.0.0.1:" + port, "serverName", name))));
			blocks.append(
					"server { listen 127.0.0.1:%d ssl; server_name %s; ssl_certificate %3$s; ssl_certificate_key %3$s; }%n"
						.formatted(port, name, file(i)));
		}
		Path settings = Files.writeString(this.folder.resolve("nginx.conf"),
				"""
						daemon off; pid %1$s/pid; error_log %1$s/error.log;
						events { worker_connections 512; }
						http { access_log off; server_names_hash_max_size 8192; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p;
						fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
						%2$s }
						"""
					.formatted(this.folder, blocks));
		Process nginx = new ProcessBuilder("nginx", "-c", settings.toString(), "-p", this.folder.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("out").toFile())
			.start();
		try {
			awaitPid();
			Duration first = sweep();
			assertThat(this.ids)
				.allSatisfy((id) -> assertThat(status(id)).as(this.host.installation(id.toString()).toString())
					.isEqualTo("proven"));
			for (int i = 0; i + 1 < PLACES; i += EACH) {
				byte[] one = Files.readAllBytes(file(i));
				Files.write(file(i), Files.readAllBytes(file(i + 1)));
				Files.write(file(i + 1), one);
			}
			Peers.run(this.folder, "nginx", "-s", "reload", "-c", settings.toString(), "-p", this.folder.toString());
			awaitReload(port);
			Duration second = sweep();
			for (int i = 0; i < PLACES; i++) {
				boolean swapped = i % EACH < 2 && (i % EACH == 1 || i + 1 < PLACES);
				assertThat(status(this.ids.get(i)))
					.as("place " + i + ": " + this.host.installation(this.ids.get(i).toString()))
					.isEqualTo(swapped ? "drifted" : "proven");
			}
			System.out.println("Sweeps over " + PLACES + " installations: " + first + " and " + second);
			assertThat(first).isLessThan(LONGEST_SWEEP);
			assertThat(second).isLessThan(LONGEST_SWEEP);
		}
		finally {
			nginx.destroy();
			nginx.waitFor(5, TimeUnit.SECONDS);
			this.ids.forEach((id) -> this.service.delete("/api/v1/installations/" + id));
		}
	}

	// The watch's own rounds may take some of them.
	private Duration sweep() throws InterruptedException {
		PlaceRows rows = this.service.bean(PlaceRows.class);
		Instant began = Instant.now();
		this.ids.forEach((id) -> rows.lookSoon(id, began));
		this.service.bean(Watch.class).sweep();
		while (!this.ids.stream().allMatch((id) -> wasLookedAtSince(rows.find(id).orElseThrow(), began))) {
			assertThat(Duration.between(began, Instant.now())).isLessThan(LONGEST_SWEEP);
			TimeUnit.MILLISECONDS.sleep(50);
		}
		return Duration.between(began, Instant.now());
	}

	private static boolean wasLookedAtSince(Place place, Instant time) {
		Instant lookedAt = place.lookedAt();
		return lookedAt != null && lookedAt.isAfter(time);
	}

	private String status(UUID id) {
		return this.host.installation(id.toString()).get("status").asString();
	}

	private Path file(int number) {
		return this.folder.resolve("site-" + number + ".pem");
	}

	// Old workers answer for a while: five answers in a row are the new one's.
	private void awaitReload(int port) throws Exception {
		int row = 0;
		for (int i = 0; i < 300 && row < 5; i++) {
			String subject = Peers.run(this.folder, "sh", "-c", "openssl s_client -connect 127.0.0.1:" + port
					+ " -servername place-0.watch.test </dev/null 2>/dev/null | openssl x509 -noout -subject");
			row = subject.contains("place-1.watch.test") ? row + 1 : 0;
			TimeUnit.MILLISECONDS.sleep(100);
		}
		assertThat(row).isEqualTo(5);
	}

	private void awaitPid() throws InterruptedException {
		for (int i = 0; i < 100 && !Files.exists(this.folder.resolve("pid")); i++) {
			TimeUnit.MILLISECONDS.sleep(50);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
