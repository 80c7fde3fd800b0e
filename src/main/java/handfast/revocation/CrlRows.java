package handfast.revocation;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

import handfast.certificate.RevokedTally;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * CRLs in rows.
 */
@Component
class CrlRows {

	// Older ones are no use to anyone; some stay for who looks into an incident.
	private static final int KEPT = 5;

	private static final int PART = 512 * 1024;

	private final JdbcClient jdbc;

	private final TransactionOperations transactions;

	CrlRows(JdbcClient jdbc, TransactionOperations transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
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
		return Boolean.TRUE.equals(this.transactions.execute((status) -> {
			boolean kept = store(scope, crl, der.length) > 0;
			if (kept) {
				storeParts(scope, crl.number(), der);
				forgetOld(scope);
			}
			return kept;
		}));
	}

	private int store(CrlScope scope, MadeCrl crl, int octets) {
		return this.jdbc
			.sql("""
					UPDATE crl SET this_update = :thisUpdate, next_update = :nextUpdate, horizon = :horizon,
					  entries = :entries, revocation_times = :times, octets = :octets
					WHERE ca_key = :key AND shard = :shard AND number = :number AND NOT EXISTS
					  (SELECT 1 FROM crl later WHERE later.ca_key = :key AND later.shard = :shard AND later.number > :number)
					""")
			.param("thisUpdate", utc(crl.thisUpdate()))
			.param("nextUpdate", utc(crl.nextUpdate()))
			.param("horizon", utc(crl.horizon()))
			.param("entries", crl.tally().entries())
			.param("times", crl.tally().times())
			.param("octets", octets)
			.param("key", scope.caKey())
			.param("shard", scope.shard())
			.param("number", crl.number())
			.update();
	}

	private void storeParts(CrlScope scope, long number, byte[] der) {
		for (int from = 0; from < der.length; from += PART) {
			this.jdbc.sql("INSERT INTO crl_part (ca_key, shard, number, part, der) VALUES (?, ?, ?, ?, ?)")
				.params(scope.caKey(), scope.shard(), number, from / PART,
						Arrays.copyOfRange(der, from, Math.min(der.length, from + PART)))
				.update();
		}
	}

	private void forgetOld(CrlScope scope) {
		this.jdbc
			.sql("""
					DELETE FROM crl WHERE ca_key = :key AND shard = :shard AND number < (SELECT min(number) FROM
					  (SELECT number FROM crl WHERE ca_key = :key AND shard = :shard ORDER BY number DESC LIMIT :kept) newest)
					""")
			.param("key", scope.caKey())
			.param("shard", scope.shard())
			.param("kept", KEPT)
			.update();
	}

	/**
	 * The newest that was signed.
	 */
	Optional<MadeCrl> newest(CrlScope scope) {
		return newest(scope.caKey(), scope.shard());
	}

	Optional<MadeCrl> newest(UUID caKey, int shard) {
		return this.jdbc.sql("""
				SELECT number, this_update, next_update, horizon, entries, revocation_times FROM crl
				WHERE ca_key = ? AND shard = ? AND octets IS NOT NULL ORDER BY number DESC LIMIT 1
				""").params(caKey, shard).query(CrlRows::made).optional();
	}

	/**
	 * Its bytes; empty where it is none of those that are kept.
	 */
	Optional<byte[]> der(CrlScope scope, long number) {
		return this.jdbc.sql("SELECT octets FROM crl WHERE ca_key = ? AND shard = ? AND number = ?")
			.params(scope.caKey(), scope.shard(), number)
			.query(Integer.class)
			.optional()
			.map((octets) -> der(scope, number, octets));
	}

	private byte @Nullable [] der(CrlScope scope, long number, int octets) {
		ByteBuffer der = ByteBuffer.allocate(octets);
		// One by one, so that it is not in memory twice.
		while (der.hasRemaining()) {
			byte[] part = this.jdbc
				.sql("SELECT der FROM crl_part WHERE ca_key = ? AND shard = ? AND number = ? AND part = ?")
				.params(scope.caKey(), scope.shard(), number, der.position() / PART)
				.query(byte[].class)
				.optional()
				.orElse(null);
			if (part == null) {
				// Another node has just made way for newer ones.
				return null;
			}
			der.put(part);
		}
		return der.array();
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
