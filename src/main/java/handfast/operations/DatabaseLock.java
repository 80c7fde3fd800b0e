package handfast.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * One node at a time over all that share the database. The embedded one belongs to a
 * single process, whose home is locked already.
 */
@Component
class DatabaseLock {

	// "handfast" in ASCII: a lock of our own among those of others on this database.
	private static final long KEY = 0x68616e6466617374L;

	private final DataSource dataSource;

	DatabaseLock(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Waits for the lock and holds it while the work runs.
	 */
	void hold(Runnable work) {
		try (Connection connection = this.dataSource.getConnection()) {
			if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
				work.run();
				return;
			}
			execute(connection, "SELECT pg_advisory_lock(" + KEY + ")");
			try {
				work.run();
			}
			finally {
				execute(connection, "SELECT pg_advisory_unlock(" + KEY + ")");
			}
		}
		catch (SQLException ex) {
			throw new DataAccessResourceFailureException("The database lock could not be had", ex);
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
