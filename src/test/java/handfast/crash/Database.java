package handfast.crash;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows themselves, by a connection that is none of the service's.
 */
record Database(String url, String user) {

	/**
	 * The embedded one of a home that no service uses.
	 */
	static Database embedded(Path home) {
		return new Database("jdbc:h2:file:" + home.resolve("handfast") + ";WRITE_DELAY=0;IFEXISTS=TRUE", "handfast");
	}

	/**
	 * Every serial is accounted for, and none was used twice.
	 */
	void requireSettled() throws SQLException {
		assertThat(count("SELECT count(*) FROM certificate WHERE state = 'RESERVED'")).as("RESERVED").isZero();
		assertThat(count("SELECT count(*) FROM certificate_reservation")).as("reservations").isZero();
		assertThat(count("SELECT count(*) FROM (SELECT serial FROM certificate GROUP BY serial, issuer_id"
				+ " HAVING count(*) > 1) AS twice"))
			.as("serials used twice")
			.isZero();
	}

	/**
	 * Of a first start: one root and one issuing CA are in use.
	 */
	void requireOneOfEach() throws SQLException {
		for (String kind : new String[] { "ROOT", "ISSUING" }) {
			assertThat(count("SELECT count(*) FROM authority WHERE kind = '" + kind + "' AND state = 'ACTIVE'"))
				.as(kind + " in use")
				.isEqualTo(1);
			assertThat(count("SELECT count(*) FROM authority WHERE kind = '" + kind
					+ "' AND state NOT IN ('ACTIVE', 'ABANDONED')"))
				.as(kind + " neither in use nor abandoned")
				.isZero();
		}
	}

	long count(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url, this.user, "");
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

}
