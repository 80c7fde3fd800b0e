package handfast.operations.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a backup takes for granted of the schema. A migration that breaks it fails here,
 * not in a restore.
 */
class SchemaTests {

	@Test
	void holdsEachTableButThoseThatAreLeftOutForAReason() throws Exception {
		try (Connection connection = migrated("all")) {
			Set<String> held = Schema.tables(connection).stream().map(Table::name).collect(Collectors.toSet());
			Set<String> left = new TreeSet<>(Schema.names(connection));
			left.removeAll(held);
			assertThat(left).containsExactly("crl_part", Schema.HISTORY, "ready_key", "shedlock");
		}
	}

	@Test
	void ordersTablesAfterThoseThatTheyReferTo() throws Exception {
		try (Connection connection = migrated("order")) {
			List<String> names = Schema.tables(connection).stream().map(Table::name).toList();
			assertThat(names.indexOf("ca_key")).isGreaterThan(names.indexOf("authority"))
				.isGreaterThan(names.indexOf("certificate"));
			assertThat(names.indexOf("ocsp_signer")).isGreaterThan(names.indexOf("ca_key"));
			execute(connection, "CREATE TABLE aaa (id uuid PRIMARY KEY, parent uuid REFERENCES aaa (id))");
			Table aaa = Schema.tables(connection).getFirst();
			assertThat(Schema.orderOf(connection, aaa)).containsExactly("ID");
		}
	}

	@Test
	void triesEachPrivateKey() throws Exception {
		try (Connection connection = migrated("keys")) {
			assertThat(Schema.tables(connection)
				.stream()
				.filter((table) -> table.index("ciphertext") >= 0)
				.map(Table::name)).containsExactlyInAnyOrderElementsOf(WrappedKeys.TABLES);
		}
	}

	// Rows come back with the values that they had; a counter would begin anew and meet
	// them.
	@Test
	void hasNoCounterThatARestoreWouldHaveToSet() throws Exception {
		try (Connection connection = migrated("counters");
				ResultSet sequences = connection.createStatement()
					.executeQuery("SELECT sequence_name FROM information_schema.sequences")) {
			assertThat(sequences.next()).isFalse();
			for (Table table : Schema.tables(connection)) {
				try (ResultSet columns = connection.getMetaData()
					.getColumns(null, "PUBLIC", table.name().toUpperCase(java.util.Locale.ROOT), "%")) {
					while (columns.next()) {
						assertThat(columns.getString("IS_AUTOINCREMENT")).isEqualTo("NO");
					}
				}
			}
		}
	}

	private static Connection migrated(String name) throws SQLException {
		JdbcDataSource database = new JdbcDataSource();
		database.setUrl("jdbc:h2:mem:schema-" + name + ";DB_CLOSE_DELAY=-1");
		Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
		return DriverManager.getConnection("jdbc:h2:mem:schema-" + name);
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
