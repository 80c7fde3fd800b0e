package handfast.certificate;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.storage.Node;
import handfast.x509.Fingerprint;
import handfast.x509.SerialNumber;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The issuing path in rows: an intent is written, and one conditional update decides what
 * became of it. Plain JDBC, since every certificate comes this way.
 */
@Component
class Intents {

	private static final String INSERT = """
			insert into certificate (id, state, kind, issuer_id, foreign_issuer, authority, serial, shard, tbs_sha256,
			  subject, issuer, profile, profile_version, owner, names, not_before, not_after, key_algorithm,
			  subject_key, spki_sha256, key_held, lineage, predecessor, on_hold, chain_id, node, run, reserved_at,
			  request_id, contacts, auto_renew)
			values (?, 'RESERVED', ?, ?, false, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?, ?,
			  current_timestamp, ?, ?, ?)
			""";

	private static final String INSERT_RESERVATION = """
			insert into certificate_reservation (certificate_id, node, run, reserved_at, tbs)
			values (?, ?, ?, current_timestamp, ?)
			""";

	private static final String ISSUED = """
			update certificate set state = 'ISSUED', der = ?, fingerprint = ?, decided_at = ?, standing = ?
			where id = ? and state = 'RESERVED'
			""";

	private static final String ORPHANED = """
			update certificate set state = 'ORPHANED', revoked_at = ?, decided_at = ?
			where id = ? and state = 'RESERVED'
			""";

	// A signer gives up after 60 s by its own clock, so after two minutes of the
	// database's none signs any more.
	private static final String LEFT_BEHIND = """
			select c.id, c.kind, c.issuer_id, c.authority, c.serial, c.shard, c.not_after, c.tbs_sha256, c.owner,
			  r.node, r.run, c.request_id
			from certificate_reservation r join certificate c on c.id = r.certificate_id
			where (r.node = ? and r.run <> ?) or r.reserved_at < current_timestamp - interval '2' minute
			order by c.id
			""";

	private final JdbcTemplate jdbc;

	private final SearchRows searchRows;

	private final DueRenewals renewals;

	private final Clock clock;

	Intents(JdbcTemplate jdbc, SearchRows searchRows, DueRenewals renewals, Clock clock) {
		this.jdbc = jdbc;
		this.searchRows = searchRows;
		this.renewals = renewals;
		this.clock = clock;
	}

	void reserve(Reservation intent) {
		if (isOfAFormer(intent)) {
			throw new SerialTaken(null);
		}
		try {
			this.jdbc.update(INSERT, (statement) -> bind(intent, new Parameters(statement)));
		}
		catch (DuplicateKeyException ex) {
			throw new SerialTaken(ex);
		}
		this.jdbc.update(INSERT_RESERVATION,
				(statement) -> new Parameters(statement).id(intent.id())
					.id(intent.node().id())
					.id(intent.node().run())
					.bytes(intent.tbs()));
	}

	private boolean isOfAFormer(Reservation intent) {
		return !this.jdbc
			.query("select shard from former_certificate where serial = ? and issuer_id = ?",
					(statement) -> new Parameters(statement).bytes(intent.serial().value().toByteArray())
						.id(intent.issuerKey()),
					(row, number) -> row.getInt("shard"))
			.isEmpty();
	}

	boolean markIssued(Reservation intent, byte[] der) {
		Instant now = this.clock.instant();
		Standing standing = Standing.of(Status.of(false, false, false, intent.notBefore(), intent.notAfter(), now));
		int rows = this.jdbc.update(ISSUED,
				(statement) -> new Parameters(statement).bytes(der)
					.bytes(Fingerprint.of(der).bytes())
					.instant(now)
					.number(standing.number())
					.id(intent.id()));
		if (rows == 0) {
			return false;
		}
		forget(intent.id());
		this.searchRows.insert(intent.id(),
				SearchKeys.of(intent.names(), intent.owner(), intent.profile(), intent.upkeep().contacts()), standing,
				intent.notAfter());
		if (intent.upkeep().autoRenew() && intent.keyHeld()) {
			this.renewals.add(intent.id(), intent.notBefore(), intent.notAfter());
		}
		UUID predecessor = intent.predecessor();
		if (predecessor != null) {
			this.searchRows.succeed(predecessor, intent.id());
		}
		return true;
	}

	boolean markOrphaned(UUID id, Instant at) {
		int rows = this.jdbc.update(ORPHANED,
				(statement) -> new Parameters(statement).instant(at).instant(this.clock.instant()).id(id));
		if (rows > 0) {
			forget(id);
		}
		return rows > 0;
	}

	List<Reserved> leftBehind(Node node) {
		return this.jdbc.query(LEFT_BEHIND, (statement) -> new Parameters(statement).id(node.id()).id(node.run()),
				(row, number) -> reserved(row));
	}

	private void forget(UUID id) {
		this.jdbc.update("delete from certificate_reservation where certificate_id = ?",
				(statement) -> new Parameters(statement).id(id));
	}

	private static void bind(Reservation intent, Parameters parameters) throws SQLException {
		parameters.id(intent.id())
			.text(intent.kind().name())
			.id(intent.issuerKey())
			.id(intent.authority())
			.bytes(intent.serial().value().toByteArray())
			.number(intent.shard())
			.bytes(Fingerprint.of(intent.tbs()).bytes())
			.text(intent.subject())
			.text(intent.issuer())
			.text(intent.profile())
			.text(intent.profileVersion())
			.id(intent.owner())
			.text(NamesText.write(intent.names()))
			.instant(intent.notBefore())
			.instant(intent.notAfter())
			.text(intent.keyAlgorithm())
			.id(intent.subjectKey())
			.bytes(intent.spkiSha256())
			.flag(intent.keyHeld())
			.id(intent.lineage())
			.id(intent.predecessor())
			.id(intent.issuerKey())
			.id(intent.node().id())
			.id(intent.node().run())
			.text(intent.requestId())
			.text(Contact.write(intent.upkeep().contacts()))
			.flag(intent.upkeep().autoRenew());
	}

	private static Reserved reserved(ResultSet row) throws SQLException {
		return new Reserved(Columns.id(row, "id"), Certificate.Kind.valueOf(row.getString("kind")),
				Columns.id(row, "issuer_id"), Columns.optionalId(row, "authority"),
				new SerialNumber(new BigInteger(row.getBytes("serial"))), row.getInt("shard"),
				Columns.instant(row, "not_after"), row.getBytes("tbs_sha256"), Columns.id(row, "owner"),
				Columns.id(row, "node"), Columns.id(row, "run"), row.getString("request_id"));
	}

}
