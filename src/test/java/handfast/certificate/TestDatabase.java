package handfast.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A database with this module's tables: H2, or a PostgreSQL that all tests of the process
 * share.
 */
final class TestDatabase {

	private static EmbeddedPostgres postgres;

	private final DataSource source;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private TestDatabase(String url, String user) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(user);
		pool.setPassword("");
		this.source = pool;
		this.jdbc = new JdbcTemplate(pool);
		this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
		// What is held of a key stands in the rows of the module below.
		new ResourceDatabasePopulator(new FileSystemResource("db/V03__key.sql"),
				new FileSystemResource("db/V05__certificate.sql"))
			.execute(pool);
	}

	static TestDatabase h2() {
		return new TestDatabase("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
	}

	static TestDatabase h2(Path file) {
		return new TestDatabase(
				"jdbc:h2:file:" + file.toAbsolutePath() + ";LOCK_TIMEOUT=10000;OPTIMIZE_REUSE_RESULTS=0", "sa");
	}

	static synchronized TestDatabase postgres() {
		try {
			if (postgres == null) {
				postgres = EmbeddedPostgres.builder().start();
			}
			String name = "t" + UUID.randomUUID().toString().replace("-", "");
			new JdbcTemplate(postgres.getPostgresDatabase()).execute("create database " + name);
			return new TestDatabase(postgres.getJdbcUrl("postgres", name) + "&reWriteBatchedInserts=true", "postgres");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	TransactionTemplate transaction() {
		return this.transaction;
	}

	void close() {
		((HikariDataSource) this.source).close();
	}

}
