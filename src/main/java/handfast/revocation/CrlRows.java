package handfast.revocation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import handfast.certificate.RevokedTally;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * CRLs in rows.
 */
@Component
class CrlRows {

	// Older ones are no use to anyone; some stay for who looks into an incident.
	private static final int KEPT = 5;

	private final JdbcClient jdbc;

	CrlRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * The largest number that was reserved, signed or not; 0 for none.
	 */
	long lastNumber(CrlScope scope) {
		return this.jdbc.sql("SELECT coalesce(max(number), 0) FROM crl WHERE ca_key = ? AND shard = ?")
			.params(scope.caKey(), scope.shard())
			.query(Long.class)
			.single();
	}

	/**
	 * Takes the number.
	 * @throws org.springframework.dao.DuplicateKeyException where another node has it
	 */
	void reserve(CrlScope scope, long number, Instant now) {
		this.jdbc.sql("INSERT INTO crl (ca_key, shard, number, reserved_at) VALUES (?, ?, ?, ?)")
			.params(scope.caKey(), scope.shard(), number, utc(now))
			.update();
	}

	/**
	 * Keeps it, unless another node has taken a number since: that node reads the
	 * inventory later, or may have read it earlier, and then a revocation that this list
	 * has would be missing from the next.
	 * @return whether it is kept
	 */
	boolean store(CrlScope scope, MadeCrl crl, byte[] der) {
		int kept = this.jdbc
			.sql("""
					UPDATE crl SET this_update = :thisUpdate, next_update = :nextUpdate, horizon = :horizon,
					  entries = :entries, revocation_times = :times, der = :der
					WHERE ca_key = :key AND shard = :shard AND number = :number AND NOT EXISTS
					  (SELECT 1 FROM crl later WHERE later.ca_key = :key AND later.shard = :shard AND later.number > :number)
					""")
			.param("thisUpdate", utc(crl.thisUpdate()))
			.param("nextUpdate", utc(crl.nextUpdate()))
			.param("horizon", utc(crl.horizon()))
			.param("entries", crl.tally().entries())
			.param("times", crl.tally().times())
			.param("der", der)
			.param("key", scope.caKey())
			.param("shard", scope.shard())
			.param("number", crl.number())
			.update();
		this.jdbc
			.sql("""
					DELETE FROM crl WHERE ca_key = :key AND shard = :shard AND number < (SELECT min(number) FROM
					  (SELECT number FROM crl WHERE ca_key = :key AND shard = :shard ORDER BY number DESC LIMIT :kept) newest)
					""")
			.param("key", scope.caKey())
			.param("shard", scope.shard())
			.param("kept", KEPT)
			.update();
		return kept > 0;
	}

	/**
	 * The newest that was signed.
	 */
	Optional<MadeCrl> newest(CrlScope scope) {
		return this.jdbc.sql("""
				SELECT number, this_update, next_update, horizon, entries, revocation_times FROM crl
				WHERE ca_key = ? AND shard = ? AND der IS NOT NULL ORDER BY number DESC LIMIT 1
				""").params(scope.caKey(), scope.shard()).query(CrlRows::made).optional();
	}

	byte[] der(CrlScope scope, long number) {
		return this.jdbc.sql("SELECT der FROM crl WHERE ca_key = ? AND shard = ? AND number = ?")
			.params(scope.caKey(), scope.shard(), number)
			.query(byte[].class)
			.single();
	}

	private static MadeCrl made(ResultSet row, int number) throws SQLException {
		return new MadeCrl(row.getLong("number"), instant(row, "this_update"), instant(row, "next_update"),
				instant(row, "horizon"), new RevokedTally(row.getLong("entries"), row.getLong("revocation_times")));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
