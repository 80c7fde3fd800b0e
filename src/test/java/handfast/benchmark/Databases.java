package handfast.benchmark;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The databases that are measured, by name: {@code h2} and {@code postgres}. PostgreSQL
 * is a real one with fsync, started when it is first wanted.
 */
final class Databases implements AutoCloseable {

	private final List<String> names;

	private EmbeddedPostgres postgres;

	private int made;

	Databases(List<String> names) {
		this.names = names;
	}

	List<String> names() {
		return this.names;
	}

	/**
	 * Settings that put the service on a new, empty database of this kind.
	 */
	String[] settings(String name) throws IOException, SQLException {
		return name.equals("h2") ? new String[0]
				: new String[] { "--spring.datasource.url=" + postgres().getJdbcUrl("postgres", newDatabase()),
						"--spring.datasource.username=postgres", "--spring.datasource.password=postgres" };
	}

	/**
	 * Creates an empty database.
	 */
	String newDatabase() throws IOException, SQLException {
		String name = "b" + ++this.made;
		try (Connection connection = postgres().getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		return name;
	}

	EmbeddedPostgres postgres() throws IOException {
		if (this.postgres == null) {
			this.postgres = EmbeddedPostgres.builder()
				// The library switches it off for tests.
				.setServerConfig("fsync", "on")
				.setServerConfig("synchronous_commit", "on")
				.setServerConfig("full_page_writes", "on")
				.setServerConfig("max_connections", "100")
				.start();
			requireDurable(this.postgres);
		}
		return this.postgres;
	}

	// A database that forgets commits would be no rival.
	private static void requireDurable(EmbeddedPostgres postgres) throws IOException {
		for (String setting : List.of("fsync", "synchronous_commit")) {
			try (Connection connection = postgres.getPostgresDatabase().getConnection();
					Statement statement = connection.createStatement();
					ResultSet value = statement.executeQuery("show " + setting)) {
				value.next();
				if (!value.getString(1).equals("on")) {
					throw new IOException("PostgreSQL runs with " + setting + " = " + value.getString(1));
				}
			}
			catch (SQLException ex) {
				throw new IOException(ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		if (this.postgres != null) {
			this.postgres.close();
		}
	}

}
