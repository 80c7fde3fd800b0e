package handfast.operations.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.x509.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks from every schema that was released, and from today's, to today's: what a release
 * left behind is restored, brought up to date and used, on both databases. Today's is the
 * only stop as long as nothing is released.
 */
class ReleasedSchemasJourneyTests {

	private static final Passphrase PASSPHRASE = new Passphrase(Secret.of("released schemas"), new SecureRandom());

	private static final Path RELEASED = Path.of("src/test/resources/released");

	private static final Pattern RELEASE = Pattern.compile("^## \\[?v?(\\d[^\\] ]*)", Pattern.MULTILINE);

	private static EmbeddedPostgres postgres;

	@TempDir
	Path folder;

	@BeforeAll
	static void start() throws Exception {
		postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
	}

	@AfterAll
	static void stop() throws Exception {
		postgres.close();
	}

	@Test
	void hasABackupOfEachRelease() throws Exception {
		List<String> releases = new ArrayList<>();
		Matcher matcher = RELEASE.matcher(Files.readString(Path.of("CHANGELOG.md")));
		while (matcher.find()) {
			releases.add(matcher.group(1) + ".backup");
		}
		try (Stream<Path> files = Files.list(RELEASED)) {
			assertThat(files.map((file) -> file.getFileName().toString()).filter((name) -> name.endsWith(".backup")))
				.containsExactlyInAnyOrderElementsOf(releases);
		}
	}

	@Test
	void bringsEachToTodayOnTheEmbeddedDatabase() throws Exception {
		for (Path stop : stops()) {
			Path home = this.folder.resolve("h2-" + stop.getFileName());
			walk(stop, home, new Restoration.Database("jdbc:h2:file:" + home.resolve("handfast") + ";WRITE_DELAY=0",
					"handfast", "", true));
		}
	}

	@Test
	void bringsEachToTodayOnPostgres() throws Exception {
		int number = 0;
		for (Path stop : stops()) {
			String name = "stop" + ++number;
			try (Connection connection = postgres.getPostgresDatabase().getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("CREATE DATABASE " + name);
			}
			String url = postgres.getJdbcUrl("postgres", name);
			walk(stop, this.folder.resolve("postgres-" + stop.getFileName()),
					new Restoration.Database(url, "postgres", "", false), "--spring.datasource.url=" + url,
					"--spring.datasource.username=postgres");
		}
	}

	private static void walk(Path backup, Path home, Restoration.Database database, String... settings)
			throws Exception {
		new Restoration(backup, PASSPHRASE, home, home.resolve("kek"), List.of(), database).restore();
		assertThat(Flyway.configure().dataSource(database.source()).load().info().pending()).isEmpty();
		try (RunningService service = RunningService.start(home, settings)) {
			String bearer = "Bearer "
					+ new String(service.bean(handfast.access.Tokens.class).createAdministrator("walk").value());
			assertThat(status(service, "released.test", bearer)).isEqualTo("active");
			assertThat(status(service, "revoked.test", bearer)).isEqualTo("revoked");
			RestoreContract.issue(service, "today.test", bearer);
			Answer keystore = service.post(
					"/api/v1/certificates/" + find(service, "released.test", bearer).get("id").asString() + "/keystore",
					"{\"format\": \"PEM\"}", "Authorization", bearer);
			assertThat(keystore.status()).as(keystore.text()).isEqualTo(200);
		}
	}

	private static String status(RunningService service, String name, String bearer) {
		return find(service, name, bearer).get("status").asString();
	}

	private static tools.jackson.databind.JsonNode find(RunningService service, String name, String bearer) {
		return service.get("/api/v1/certificates?name=" + name, "Authorization", bearer).json().get("items").get(0);
	}

	private List<Path> stops() throws IOException {
		List<Path> stops = new ArrayList<>(List.of(today()));
		try (Stream<Path> files = Files.list(RELEASED)) {
			files.filter((file) -> file.toString().endsWith(".backup")).sorted().forEach(stops::add);
		}
		return stops;
	}

	private Path today() throws IOException {
		Path file = this.folder.resolve("today");
		try (RunningService service = RunningService.start(this.folder.resolve("today-home"),
				"--handfast.public-url=http://pki.released.test")) {
			RestoreContract.issue(service, "released.test");
			RestoreContract.revoke(service, RestoreContract.issue(service, "revoked.test"));
			RestoreContract.write(service, service.bean(javax.sql.DataSource.class), file, true, PASSPHRASE);
		}
		return file;
	}

}
