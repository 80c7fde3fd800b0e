package handfast.certificate;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.x509.SerialNumber;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What a shard's CRL has to say, each by one index.
 */
@Component
class RevokedRows {

	private static final byte[] BEFORE_ALL = {};

	private static final String LOST = """
			insert into certificate (id, state, kind, issuer_id, foreign_issuer, authority, serial, shard, tbs_sha256,
			  subject, issuer, owner, names, not_before, not_after, key_algorithm, key_held, lineage, on_hold, chain_id,
			  revoked_at, decided_at, reserved_at)
			values (?, 'ORPHANED', 'END_ENTITY', ?, false, ?, ?, ?, ?, '', '', ?, '[]', ?, ?, 'unknown', false, ?, false, ?,
			  ?, ?, current_timestamp)
			""";

	// What is revoked for good stays as it is; what is on hold may yet be revoked.
	private static final String REVOKE = """
			update certificate set revoked_at = ?, revocation_reason = ?, on_hold = ?
			where id = ? and state = 'ISSUED' and not foreign_issuer
			  and (revoked_at is null or (on_hold and ? = 'no'))
			""";

	private static final String RELEASE = """
			update certificate set revoked_at = null, revocation_reason = null, on_hold = false
			where id = ? and on_hold
			""";

	private final JdbcTemplate jdbc;

	private final SearchRows searchRows;

	private final Clock clock;

	RevokedRows(JdbcTemplate jdbc, SearchRows searchRows, Clock clock) {
		this.jdbc = jdbc;
		this.searchRows = searchRows;
		this.clock = clock;
	}

	boolean revoke(UUID id, Instant at, String reason, boolean hold) {
		int rows = this.jdbc.update(REVOKE,
				(statement) -> new Parameters(statement).instant(at)
					.text(reason)
					.flag(hold)
					.id(id)
					.text(hold ? "yes" : "no"));
		if (rows > 0) {
			this.searchRows.restand(id);
		}
		return rows > 0;
	}

	boolean release(UUID id) {
		int rows = this.jdbc.update(RELEASE, (statement) -> new Parameters(statement).id(id));
		if (rows > 0) {
			this.searchRows.restand(id);
		}
		return rows > 0;
	}

	List<UUID> withKeyOf(UUID id) {
		return this.jdbc.query("""
				select id from certificate
				where spki_sha256 = (select one.spki_sha256 from certificate one where one.id = ?)
				  and kind = 'END_ENTITY' and state = 'ISSUED' and not foreign_issuer
				  and (revoked_at is null or on_hold)
				order by id
				""", (statement) -> new Parameters(statement).id(id), (row, number) -> Columns.id(row, "id"));
	}

	boolean isBeingSignedForKeyOf(UUID id) {
		return this.jdbc.query("""
				select count(*) from certificate_reservation r join certificate c on c.id = r.certificate_id
				where c.spki_sha256 = (select one.spki_sha256 from certificate one where one.id = ?)
				""", (statement) -> new Parameters(statement).id(id), (row, number) -> row.getLong(1)).getFirst() > 0;
	}

	// Page by page: there may be a million. The order names all columns of the index up
	// to
	// the last, as H2 else sorts what is left for each page.
	Stream<RevokedEntry> in(UUID issuerKey, int shard, Instant since, Instant horizon) {
		return Stream.iterate(page(issuerKey, shard, since, BEFORE_ALL, horizon), (page) -> !page.isEmpty(),
				(page) -> page(issuerKey, shard, page.getLast().at(), page.getLast().serial().value().toByteArray(),
						horizon))
			.flatMap(List::stream);
	}

	private List<RevokedEntry> page(UUID issuerKey, int shard, Instant from, byte[] after, Instant horizon) {
		return this.jdbc.query("""
				select serial, revoked_at, revocation_reason, not_after from certificate
				where issuer_id = ? and shard = ? and revoked_at >= ? and (revoked_at > ? or serial > ?)
				  and not_after >= ?
				order by issuer_id, shard, revoked_at, serial limit 2000
				""",
				(statement) -> new Parameters(statement).id(issuerKey)
					.number(shard)
					.instant(from)
					.instant(from)
					.bytes(after)
					.instant(horizon),
				(row, number) -> entry(row));
	}

	long count(UUID issuerKey, int shard) {
		return this.jdbc.query("select count(*) from certificate where issuer_id = ? and shard = ?",
				(statement) -> new Parameters(statement).id(issuerKey).number(shard), (row, number) -> row.getLong(1))
			.getFirst();
	}

	RevokedTally tally(UUID issuerKey, int shard, Instant horizon) {
		return this.jdbc
			.query("""
					select count(*) as entries, coalesce(sum(extract(epoch from revoked_at)), 0) as times from certificate
					where issuer_id = ? and shard = ? and revoked_at >= ? and not_after >= ?
					""",
					(statement) -> new Parameters(statement).id(issuerKey)
						.number(shard)
						.instant(Instant.EPOCH)
						.instant(horizon),
					(row, number) -> new RevokedTally(row.getLong("entries"),
							row.getBigDecimal("times").movePointRight(6).toBigInteger().longValue()))
			.getFirst();
	}

	void insertLost(UUID id, UUID issuerKey, UUID authority, int shard, SerialNumber serial, Instant notAfter,
			byte[] tbsSha256, UUID owner, Instant at) {
		this.jdbc.update(LOST,
				(statement) -> new Parameters(statement).id(id)
					.id(issuerKey)
					.id(authority)
					.bytes(serial.value().toByteArray())
					.number(shard)
					.bytes(tbsSha256)
					.id(owner)
					.instant(at)
					.instant(notAfter)
					.id(id)
					.id(issuerKey)
					.instant(at)
					.instant(this.clock.instant()));
	}

	Optional<SerialStatus> statusOf(UUID issuerKey, SerialNumber serial) {
		return this.jdbc
			.query("""
					select state, shard, not_after, revoked_at, revocation_reason from certificate
					where serial = ? and issuer_id = ? and not foreign_issuer
					union all
					select state, shard, not_after, revoked_at, revocation_reason from former_certificate
					where serial = ? and issuer_id = ?
					""",
					(statement) -> new Parameters(statement).bytes(serial.value().toByteArray())
						.id(issuerKey)
						.bytes(serial.value().toByteArray())
						.id(issuerKey),
					(row, number) -> status(row))
			.stream()
			.findFirst();
	}

	List<IssuedSerial> issuedBetween(UUID after, UUID before, int limit) {
		return this.jdbc.query("""
				select id, issuer_id, serial from certificate
				where id > ? and id < ? and state = 'ISSUED' and not foreign_issuer and not_after > ?
				order by id limit ?
				""",
				(statement) -> new Parameters(statement).id(after)
					.id(before)
					.instant(this.clock.instant())
					.number(limit),
				(row, number) -> new IssuedSerial(Columns.id(row, "id"), Columns.id(row, "issuer_id"),
						new SerialNumber(new BigInteger(row.getBytes("serial")))));
	}

	private static SerialStatus status(ResultSet row) throws SQLException {
		OffsetDateTime revoked = row.getObject("revoked_at", OffsetDateTime.class);
		return new SerialStatus(Certificate.State.valueOf(row.getString("state")), row.getInt("shard"),
				Columns.instant(row, "not_after"), (revoked != null) ? revoked.toInstant() : null,
				row.getString("revocation_reason"));
	}

	private static RevokedEntry entry(ResultSet row) throws SQLException {
		return new RevokedEntry(new SerialNumber(new BigInteger(row.getBytes("serial"))),
				Columns.instant(row, "revoked_at"), row.getString("revocation_reason"),
				Columns.instant(row, "not_after"));
	}

}
