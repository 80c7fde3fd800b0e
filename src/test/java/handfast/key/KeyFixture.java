package handfast.key;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import handfast.storage.HandfastProperties;
import handfast.storage.Home;
import handfast.x509.TimeOrderedIds;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/**
 * The module's services over a home in a temporary folder and a database of its own.
 */
final class KeyFixture implements AutoCloseable {

	static final UUID OWNER = new UUID(7, 7);

	static final CryptoProviders PROVIDERS = new CryptoProviders();

	final SecureRandom random = new SecureRandom();

	final DataSource dataSource;

	final JdbcClient jdbc;

	final KeyEncryptionKeys keks;

	final Wrapping wrapping;

	final SubjectKeyRows rows;

	final RsaPool pool;

	final ReadyKeys ready;

	final SubjectKeys keys;

	private KeyFixture(Path home, DataSource dataSource, int readyRsa) {
		this.dataSource = dataSource;
		this.jdbc = JdbcClient.create(dataSource);
		this.keks = keks(home);
		this.wrapping = new Wrapping(this.keks, this.random);
		this.rows = new SubjectKeyRows(this.jdbc, Clock.systemUTC());
		KeyPairs pairs = new KeyPairs(PROVIDERS, this.random);
		this.pool = new RsaPool(pairs::make, 1);
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.ready = new ReadyKeys(this.rows, transaction, new KeySettings(readyRsa));
		this.keys = new SubjectKeys(this.rows, pairs, this.pool, this.ready, this.wrapping, PROVIDERS,
				new TimeOrderedIds(Clock.systemUTC(), this.random));
	}

	/**
	 * Over a new H2 in memory and a new key file.
	 */
	static KeyFixture on(Path home) {
		return on(home, 0);
	}

	static KeyFixture on(Path home, int readyRsa) {
		JdbcDataSource h2 = new JdbcDataSource();
		h2.setURL("jdbc:h2:mem:" + home.getFileName() + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
		KeyFixture fixture = over(home, h2, readyRsa);
		new ResourceDatabasePopulator(new FileSystemResource("db/V03__key.sql")).execute(h2);
		return fixture;
	}

	/**
	 * Over a database that has its tables.
	 */
	static KeyFixture over(Path home, DataSource dataSource, int readyRsa) {
		KeyFixture fixture = new KeyFixture(home, dataSource, readyRsa);
		fixture.keks.createMain();
		return fixture;
	}

	static KeyEncryptionKeys keks(Path home) {
		return keks(home, null);
	}

	static KeyEncryptionKeys keks(Path home, Path keyFile) {
		return new KeyEncryptionKeys(Home.of(home), new HandfastProperties(home, keyFile, "127.0.0.1", 0, 0, List.of(),
				URI.create("http://localhost:8080"), DataSize.ofMegabytes(1)), new SecureRandom());
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
