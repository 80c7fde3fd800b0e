package handfast.revocation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * How old the CRLs are that stand.
 */
@Service
public class CrlTimes {

	private final JdbcClient database;

	CrlTimes(JdbcClient database) {
		this.database = database;
	}

	/**
	 * The newest of each CA key and shard.
	 */
	public List<CrlTime> all() {
		return this.database.sql("""
				select ca_key, shard, number, this_update, next_update, entries from crl
				where next_update is not null and number = (select max(newest.number) from crl newest
				  where newest.ca_key = crl.ca_key and newest.shard = crl.shard and newest.next_update is not null)
				order by ca_key, shard
				""").query(CrlTimes::read).list();
	}

	private static CrlTime read(ResultSet row, int number) throws SQLException {
		return new CrlTime(row.getObject("ca_key", UUID.class), row.getInt("shard"), row.getLong("number"),
				row.getObject("this_update", OffsetDateTime.class).toInstant(),
				row.getObject("next_update", OffsetDateTime.class).toInstant(), row.getLong("entries"));
	}

	/**
	 * When a CRL was made, and by when the next is due.
	 *
	 * @param shard 0 for the whole list
	 * @param entries that it lists
	 */
	public record CrlTime(UUID caKey, int shard, long number, Instant thisUpdate, Instant nextUpdate, long entries) {
	}

}
