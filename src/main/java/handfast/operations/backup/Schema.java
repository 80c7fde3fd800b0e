package handfast.operations.backup;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import handfast.operations.backup.About.Migration;
import handfast.operations.backup.Table.Column;
import handfast.operations.backup.Table.Kind;

/**
 * The tables of a database, as its own catalogue has them, so that none is forgotten.
 */
final class Schema {

	static final String HISTORY = "flyway_schema_history";

	/**
	 * What a restored database does without: leases; CRLs themselves, by far the largest
	 * values, which are all made anew; and RSA keys that wait for someone, of which the
	 * lost service may have given one to a customer after the backup, so that two would
	 * get the same.
	 */
	private static final Set<String> LEFT_OUT = Set.of(HISTORY, "shedlock", "ready_key", "crl_part");

	/**
	 * A CRL whose octets are not known is a number that was used, and that is what
	 * counts.
	 */
	private static final Map<String, String> COLUMNS_LEFT_OUT = Map.of("crl", "octets");

	private Schema() {
	}

	/**
	 * The tables that a backup holds, each after those that it refers to.
	 */
	static List<Table> tables(Connection connection) throws SQLException {
		Map<String, Table> tables = new TreeMap<>();
		for (String name : names(connection)) {
			if (!LEFT_OUT.contains(name)) {
				tables.put(name, new Table(name, columns(connection, name)));
			}
		}
		Set<Table> ordered = new LinkedHashSet<>();
		Set<String> under = new LinkedHashSet<>();
		for (Table table : tables.values()) {
			add(connection, table, tables, ordered, under);
		}
		return List.copyOf(ordered);
	}

	/**
	 * All tables, in lower case.
	 */
	static Set<String> names(Connection connection) throws SQLException {
		Set<String> names = new TreeSet<>();
		try (ResultSet rows = connection.getMetaData()
			.getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] { "TABLE", "BASE TABLE" })) {
			while (rows.next()) {
				names.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
			}
		}
		return names;
	}

	static boolean hasRows(Connection connection, String table) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
			return rows.next();
		}
	}

	/**
	 * The migrations that made the schema, oldest first.
	 */
	static List<Migration> migrations(Connection connection) throws SQLException {
		List<Migration> migrations = new ArrayList<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT \"version\", \"checksum\" FROM " + quoted(connection)
						+ " WHERE \"version\" IS NOT NULL AND \"success\" ORDER BY \"installed_rank\"")) {
			while (rows.next()) {
				migrations.add(new Migration(rows.getString(1), rows.getInt(2)));
			}
		}
		return migrations;
	}

	private static String quoted(Connection connection) throws SQLException {
		return connection.getMetaData().getIdentifierQuoteString() + HISTORY
				+ connection.getMetaData().getIdentifierQuoteString();
	}

	private static List<Column> columns(Connection connection, String table) throws SQLException {
		List<Column> columns = new ArrayList<>();
		try (ResultSet rows = connection.getMetaData()
			.getColumns(connection.getCatalog(), connection.getSchema(), spelled(connection, table), "%")) {
			while (rows.next()) {
				String name = rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT);
				if (!name.equals(COLUMNS_LEFT_OUT.get(table))) {
					columns.add(new Column(name, Kind.of(rows.getString("TYPE_NAME"))));
				}
			}
		}
		return columns;
	}

	private static void add(Connection connection, Table table, Map<String, Table> tables, Set<Table> ordered,
			Set<String> under) throws SQLException {
		if (ordered.contains(table)) {
			return;
		}
		if (!under.add(table.name())) {
			throw new IllegalStateException("Tables refer to each other in a circle: " + under);
		}
		for (String other : referredTo(connection, table.name())) {
			if (!other.equals(table.name())) {
				add(connection, Objects.requireNonNull(tables.get(other)), tables, ordered, under);
			}
		}
		under.remove(table.name());
		ordered.add(table);
	}

	private static Set<String> referredTo(Connection connection, String table) throws SQLException {
		Set<String> names = new TreeSet<>();
		try (ResultSet rows = connection.getMetaData()
			.getImportedKeys(connection.getCatalog(), connection.getSchema(), spelled(connection, table))) {
			while (rows.next()) {
				names.add(rows.getString("PKTABLE_NAME").toLowerCase(Locale.ROOT));
			}
		}
		return names;
	}

	/**
	 * The columns of a table's primary key, where it refers to itself: rows that are
	 * referred to come first by them, since ids rise with time. Empty for all others.
	 */
	static List<String> orderOf(Connection connection, Table table) throws SQLException {
		if (!referredTo(connection, table.name()).contains(table.name())) {
			return List.of();
		}
		Map<Integer, String> columns = new TreeMap<>();
		try (ResultSet rows = connection.getMetaData()
			.getPrimaryKeys(connection.getCatalog(), connection.getSchema(), spelled(connection, table.name()))) {
			while (rows.next()) {
				columns.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
			}
		}
		return List.copyOf(columns.values());
	}

	// H2 keeps names that were not quoted in upper case, PostgreSQL in lower.
	private static String spelled(Connection connection, String name) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		return metaData.storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
	}

}
