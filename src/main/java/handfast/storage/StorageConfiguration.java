package handfast.storage;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import handfast.x509.TimeOrderedIds;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HandfastProperties.class)
class StorageConfiguration {

	// About a commit's own time: who waits longer loses more than a fuller commit gains.
	private static final Duration GATHERING = Duration.ofMillis(3);

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	@ConditionalOnMissingBean
	SecureRandom secureRandom() {
		return new SecureRandom();
	}

	@Bean
	TimeOrderedIds timeOrderedIds(Clock clock, SecureRandom random) {
		return new TimeOrderedIds(clock, random);
	}

	/**
	 * Opened before the context is refreshed where the service runs; here for slices.
	 */
	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Home home(HandfastProperties properties) {
		return Home.open(properties.home());
	}

	@Bean
	Node node(Home home) {
		return new Node(HomeIdentity.readOrMake(home).node(), UUID.randomUUID());
	}

	// Spring Boot tells it of every transaction.
	@Bean
	Commits commits() {
		return new Commits();
	}

	@Bean
	GroupCommit groupCommit(TransactionOperations transactions, Commits commits, Durability durability) {
		return new GroupCommit(transactions, commits, (durability instanceof H2Durability) ? GATHERING : null);
	}

	// Leases of jobs that one node runs at a time; by the database's clock, as those of
	// two nodes differ.
	@Bean
	LockProvider lockProvider(DataSource dataSource) {
		return new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
			.withJdbcTemplate(new JdbcTemplate(dataSource))
			.usingDbTime()
			.build());
	}

	@Bean
	Durability durability(DataSource dataSource, Commits commits) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
				return new H2Durability(dataSource, commits);
			}
			requireSynchronousCommit(connection);
			return () -> {
			};
		}
	}

	private static void requireSynchronousCommit(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SHOW synchronous_commit")) {
			result.next();
			String value = result.getString(1);
			if (value.equals("off")) {
				throw new StartRefused("PostgreSQL runs with synchronous_commit = " + value
						+ " and would lose certificates that were answered for; set it to on.");
			}
		}
	}

}
