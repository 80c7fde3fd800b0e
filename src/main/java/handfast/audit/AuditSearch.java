package handfast.audit;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Finds lines of all nodes in the searchable copy, which is a second or so behind the
 * files.
 */
@Service
public class AuditSearch {

	private final JdbcClient database;

	AuditSearch(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Lines that match, newest first.
	 * @param before where the page before ended; null for the first page
	 */
	public List<Found> find(Filter filter, @Nullable Position before, int rows) {
		StringBuilder sql = new StringBuilder("select * from audit_line where 1 = 1");
		Map<String, Object> values = new LinkedHashMap<>();
		add(sql, values, " and action = :action", "action", filter.action());
		add(sql, values, " and actor = :actor", "actor", filter.actor());
		add(sql, values, " and object = :object", "object", filter.object());
		add(sql, values, " and outcome = :outcome", "outcome", filter.outcome());
		add(sql, values, " and recorded_at >= :since", "since", utc(filter.from()));
		add(sql, values, " and recorded_at < :ahead", "ahead", utc(filter.until()));
		if (before != null) {
			// The first comparison is the one that an index serves.
			add(sql, values, " and recorded_at <= :time", "time", utc(before.time()));
			add(sql, values, " and (recorded_at < :time or node < :node", "node", before.node());
			add(sql, values, " or (node = :node and line_number < :line))", "line", before.line());
		}
		sql.append(" order by recorded_at desc, node desc, line_number desc fetch first :rows rows only");
		values.put("rows", rows);
		return this.database.sql(sql.toString()).params(values).query(AuditSearch::map).list();
	}

	private static void add(StringBuilder sql, Map<String, Object> values, String condition, String name,
			@Nullable Object value) {
		if (value != null) {
			sql.append(condition);
			values.put(name, value);
		}
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
		return (time != null) ? OffsetDateTime.ofInstant(time, ZoneOffset.UTC) : null;
	}

	private static Found map(ResultSet row, int number) throws SQLException {
		AuditLine line = new AuditLine(row.getString("actor"), row.getString("action"), row.getString("object"),
				row.getString("outcome"), row.getString("request_id"), row.getString("detail"), signing(row));
		return new Found(new Position(row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
				row.getObject("node", UUID.class), row.getLong("line_number")), line, row.getString("hash"));
	}

	private static AuditLine.@Nullable Signing signing(ResultSet row) throws SQLException {
		UUID issuer = row.getObject("issuer", UUID.class);
		return (issuer == null) ? null
				: new AuditLine.Signing(issuer, row.getInt("shard"),
						new SerialNumber(new BigInteger(row.getString("serial_number"), 16)),
						row.getObject("not_after", OffsetDateTime.class).toInstant(), row.getString("tbs_hash"),
						row.getString("certificate_hash"));
	}

	/**
	 * What to find; null means any.
	 *
	 * @param from inclusive
	 * @param until exclusive
	 */
	public record Filter(@Nullable String action, @Nullable String actor, @Nullable String object,
			@Nullable String outcome, @Nullable Instant from, @Nullable Instant until) {
	}

	/**
	 * Where a line stands in the order of the list.
	 */
	public record Position(Instant time, UUID node, long line) {
	}

	/**
	 * A line that was found.
	 *
	 * @param hash SHA-256 of the line in the file
	 */
	public record Found(Position position, AuditLine line, String hash) {
	}

}
