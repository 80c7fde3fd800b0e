package handfast.key;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import handfast.x509.KeyAlgorithm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same statements on PostgreSQL.
 */
class KeyRowsOnPostgresTests {

	private static EmbeddedPostgres postgres;

	@BeforeAll
	static void start() throws IOException {
		postgres = EmbeddedPostgres.start();
		new ResourceDatabasePopulator(new FileSystemResource("db/V03__key.sql"))
			.execute(postgres.getPostgresDatabase());
	}

	@AfterAll
	static void stop() throws IOException {
		postgres.close();
	}

	@Test
	void keepsFindsBlocksAndErases(@TempDir Path home) {
		try (KeyFixture fixture = KeyFixture.over(home, postgres.getPostgresDatabase(), 0)) {
			SubjectKey key = fixture.keys.generate(KeyAlgorithm.ML_DSA_87);
			fixture.keys.store(key, KeyFixture.OWNER);
			fixture.keys.store(key, KeyFixture.OWNER);
			byte[] hash = Spki.sha256(key.publicKey());
			assertThat(fixture.keys.open(fixture.keys.require(key.id())).getAlgorithm()).startsWith("ML-DSA");
			assertThat(fixture.rows.find(hash))
				.isEqualTo(new KnownKeys.Known(null, new HeldKey(key.id(), KeyFixture.OWNER)));
			fixture.keys.block(key.publicKey(), "keyCompromise");
			fixture.keys.block(key.publicKey(), "superseded");
			fixture.keys.erase(key.id());
			assertThat(fixture.rows.find(hash)).isEqualTo(new KnownKeys.Known("keyCompromise", null));
			assertThat(fixture.keys.require(key.id()).held()).isFalse();
			SubjectKey notHeld = new SubjectKey(java.util.UUID.randomUUID(), key.algorithm(), key.publicKey(), null);
			fixture.keys.store(notHeld, KeyFixture.OWNER);
			assertThat(fixture.keys.require(notHeld.id()).held()).isFalse();
		}
	}

	@Test
	void givesAReadyKeyToOneOfManyTakers(@TempDir Path home) throws Exception {
		try (KeyFixture fixture = KeyFixture.over(home, postgres.getPostgresDatabase(), 1);
				ExecutorService takers = Executors.newFixedThreadPool(8)) {
			assertThat(fixture.keys.prepareOne()).isTrue();
			List<Callable<Optional<SubjectKey>>> races = Collections.nCopies(8,
					() -> fixture.ready.take(KeyAlgorithm.RSA_2048));
			assertThat(takers.invokeAll(races)).filteredOn((taken) -> taken.resultNow().isPresent()).hasSize(1);
		}
	}

}
