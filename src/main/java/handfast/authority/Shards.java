package handfast.authority;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The parts that a CA key's certificates are divided into, each with a CRL of its own, so
 * that no CRL grows without end (security §2.6). No issue writes here.
 */
@Service
public class Shards {

	private static final String SELECT = "SELECT ca_key, shard, url, opened_at, closed_at FROM crl_shard WHERE ca_key = ?";

	private final JdbcClient jdbc;

	private final Clock clock;

	Shards(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * All of a CA key, the oldest first.
	 */
	public List<Shard> of(UUID caKey) {
		return this.jdbc.sql(SELECT + " ORDER BY shard").param(caKey).query(Shards::shard).list();
	}

	/**
	 * The newest that is open.
	 */
	Optional<Shard> open(UUID caKey) {
		return this.jdbc.sql(SELECT + " AND closed_at IS NULL ORDER BY shard DESC LIMIT 1")
			.param(caKey)
			.query(Shards::shard)
			.optional();
	}

	/**
	 * Opens the next shard and closes those before it. Of two nodes that try at once, one
	 * does.
	 */
	void openNext(UUID caKey, UUID authority, String publicUrl) {
		int next = this.jdbc.sql("SELECT coalesce(max(shard), 0) + 1 FROM crl_shard WHERE ca_key = ?")
			.param(caKey)
			.query(Integer.class)
			.single();
		try {
			open(caKey, next, Shard.url(publicUrl, authority, next));
		}
		catch (DuplicateKeyException ex) {
			return;
		}
		this.jdbc.sql("UPDATE crl_shard SET closed_at = ? WHERE ca_key = ? AND shard < ? AND closed_at IS NULL")
			.params(now(), caKey, next)
			.update();
	}

	/**
	 * Opens again a shard that a restored database has forgotten, closed to new
	 * certificates.
	 */
	void reopen(UUID caKey, UUID authority, int number, String publicUrl) {
		if (of(caKey).stream().noneMatch((shard) -> shard.number() == number)) {
			open(caKey, number, Shard.url(publicUrl, authority, number));
			openNext(caKey, authority, publicUrl);
		}
	}

	private void open(UUID caKey, int number, String url) {
		this.jdbc.sql("INSERT INTO crl_shard (ca_key, shard, url, opened_at) VALUES (?, ?, ?, ?)")
			.params(caKey, number, url, now())
			.update();
	}

	private OffsetDateTime now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	private static Shard shard(ResultSet row, int number) throws SQLException {
		OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
		return new Shard(row.getObject("ca_key", UUID.class), row.getInt("shard"), row.getString("url"),
				AuthorityRows.instant(row, "opened_at"), (closed != null) ? closed.toInstant() : null);
	}

}
