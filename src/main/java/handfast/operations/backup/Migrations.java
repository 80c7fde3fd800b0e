package handfast.operations.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import handfast.operations.backup.About.Migration;
import handfast.problem.ProblemType;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The schema as this program makes it.
 */
final class Migrations {

	private Migrations() {
	}

	/**
	 * Returns where this program can make the schema of the backup, and bring it up to
	 * date.
	 * @throws handfast.problem.Problem with the version that can
	 */
	static void require(About about) {
		Map<MigrationVersion, Integer> own = own();
		MigrationVersion newest = own.keySet().stream().max(MigrationVersion::compareTo).orElseThrow();
		if (version(about.migrations().getLast()).compareTo(newest) > 0) {
			throw ProblemType.INVALID_REQUEST.because("It was made by Handfast " + about.program() + " with schema "
					+ about.schema() + ", and this one knows schemas up to " + newest
					+ ": restore it with that version or a newer one.");
		}
		for (Migration migration : about.migrations()) {
			if (!Integer.valueOf(migration.checksum()).equals(own.get(version(migration)))) {
				throw ProblemType.INVALID_REQUEST.because("It was made by another build, Handfast " + about.program()
						+ ", whose migration " + migration.version() + " is not the one of this build: restore it with"
						+ " the jar that made it.");
			}
		}
	}

	/**
	 * Brings an empty database to the schema of the backup.
	 */
	static void to(About about, DataSource database) {
		flyway(database, version(about.migrations().getLast())).migrate();
	}

	static void toNewest(DataSource database) {
		flyway(database, MigrationVersion.LATEST).migrate();
	}

	/**
	 * Returns where no row is anywhere.
	 * @throws handfast.problem.Problem where one is
	 */
	static void requireEmpty(Connection connection, String url) throws SQLException {
		for (String table : Schema.names(connection)) {
			if (!table.equals(Schema.HISTORY) && Schema.hasRows(connection, table)) {
				throw ProblemType.CONFLICT.because("The database " + url + " is not empty, there are rows in " + table
						+ ": name an empty one by SPRING_DATASOURCE_URL, or drop and create that one anew.");
			}
		}
	}

	// Flyway wants a database to answer.
	private static Map<MigrationVersion, Integer> own() {
		JdbcDataSource nowhere = new JdbcDataSource();
		nowhere.setUrl("jdbc:h2:mem:");
		List<MigrationInfo> all = Arrays.asList(flyway(nowhere, MigrationVersion.LATEST).info().all());
		Map<MigrationVersion, Integer> own = new HashMap<>();
		all.forEach((migration) -> own.put(migration.getVersion(), migration.getChecksum()));
		return own;
	}

	private static Flyway flyway(DataSource database, MigrationVersion target) {
		return Flyway.configure().dataSource(database).locations("classpath:db/migration").target(target).load();
	}

	private static MigrationVersion version(Migration migration) {
		return MigrationVersion.fromVersion(migration.version());
	}

}
