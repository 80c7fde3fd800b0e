package handfast.key;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import handfast.x509.KeyAlgorithm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReadyKeysTests {

	@TempDir
	Path home;

	private KeyFixture fixture;

	@BeforeEach
	void open() {
		this.fixture = KeyFixture.on(this.home, 1);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void preparesOneOfEachSizeAndNoMore() {
		while (this.fixture.keys.prepareOne()) {
			assertThat(count()).isLessThanOrEqualTo(3);
		}
		assertThat(this.fixture.jdbc.sql("SELECT DISTINCT algorithm FROM ready_key").query(String.class).list())
			.containsExactlyInAnyOrder("RSA-2048", "RSA-3072", "RSA-4096");
		assertThat(count()).isEqualTo(3);
	}

	@Test
	void handsOutAPreparedKeyThatOpens() {
		this.fixture.keys.prepareOne();
		SubjectKey key = this.fixture.keys.generate(KeyAlgorithm.RSA_2048);
		assertThat(count()).isZero();
		assertThat(this.fixture.keys.open(key).getAlgorithm()).isEqualTo("RSA");
		this.fixture.keys.store(key, KeyFixture.OWNER);
		assertThat(this.fixture.keys.require(key.id()).publicKey()).isEqualTo(key.publicKey());
	}

	@Test
	void givesAKeyToOneOfManyTakers() throws Exception {
		this.fixture.keys.prepareOne();
		try (ExecutorService takers = Executors.newFixedThreadPool(8)) {
			List<Callable<Optional<SubjectKey>>> races = Collections.nCopies(8,
					() -> this.fixture.ready.take(KeyAlgorithm.RSA_2048));
			assertThat(takers.invokeAll(races)).filteredOn((taken) -> taken.resultNow().isPresent()).hasSize(1);
		}
	}

	@Test
	void givesAKeyAwayForGoodEvenWhereItsTakerIsUndone() {
		this.fixture.keys.prepareOne();
		TransactionTemplate transaction = new TransactionTemplate(
				new DataSourceTransactionManager(this.fixture.dataSource));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				assertThat(this.fixture.ready.take(KeyAlgorithm.RSA_2048)).isPresent();
				throw new IllegalStateException("undone");
			}));
		assertThat(this.fixture.ready.take(KeyAlgorithm.RSA_2048)).isEmpty();
	}

	@Test
	void keepsNoneWhereNoneAreWanted(@TempDir Path other) {
		try (KeyFixture none = KeyFixture.on(other)) {
			assertThat(none.keys.prepareOne()).isFalse();
		}
	}

	private int count() {
		return this.fixture.jdbc.sql("SELECT count(*) FROM ready_key").query(Integer.class).single();
	}

}
