package handfast.certificate;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

import handfast.x509.Fingerprint;
import handfast.x509.ObservedName;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fills an inventory with certificates that nobody signed, many in one statement: one
 * name in ten is the same, one profile is rare, one owner has a tenth, and about a third
 * are expired, some revoked, on hold or superseded. The same rows each time.
 */
class InventoryLoad {

	static final String BUSY_NAME = "busy.shop.test";

	static final String RARE_PROFILE = "rare";

	static final UUID LARGE_OWNER = new UUID(7, 1);

	private static final int BATCH = 500;

	private static final String INSERT = """
			insert into certificate (id, state, kind, issuer_id, foreign_issuer, authority, serial, shard, der,
			  fingerprint, subject, issuer, profile, profile_version, owner, names, not_before, not_after,
			  key_algorithm, key_held, lineage, successor, revoked_at, revocation_reason, on_hold, standing, chain_id,
			  decided_at, reserved_at)
			values (?, 'ISSUED', 'END_ENTITY', ?, false, ?, ?, ?, ?, ?, ?, 'CN=Benchmark', ?, 'v1', ?, ?, ?, ?, 'EC-P256',
			  true, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			""";

	private static final String INSERT_SEARCH = """
			insert into certificate_search (search_key, standing, not_after, certificate_id) values (?, ?, ?, ?)
			""";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Instant now;

	private final UUID issuer = new UUID(1, 1);

	InventoryLoad(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
	}

	void fill(int rows) {
		for (int from = 0; from < rows; from += BATCH) {
			List<Row> batch = new ArrayList<>();
			for (int i = from; i < Math.min(rows, from + BATCH); i++) {
				batch.add(row(i, rows));
			}
			this.transaction.executeWithoutResult((status) -> insert(batch));
		}
	}

	/**
	 * Made over two years, the first row first.
	 */
	UUID id(int index, int rows) {
		long millis = this.now.minus(Duration.ofDays(720)).toEpochMilli()
				+ Duration.ofDays(720).toMillis() / rows * index;
		return new UUID((millis << 16) | 0x7000, 0x8000000000000000L | index);
	}

	static byte[] serial(int index) {
		return ByteBuffer.allocate(16).putInt(0x40000000).putLong(index * 0x9E3779B97F4A7C15L).putInt(index).array();
	}

	private Row row(int index, int rows) {
		SplittableRandom random = new SplittableRandom(index);
		UUID id = id(index, rows);
		Instant notBefore = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).truncatedTo(ChronoUnit.SECONDS);
		Instant notAfter = notBefore.plus(Duration.ofDays(random.nextInt(397) + 90)).minusSeconds(1);
		String name = (index % 10 == 3) ? BUSY_NAME : "h" + index + ".d" + index % 1000 + ".test";
		String profile = (index % (rows / 40 + 1) == 11) ? RARE_PROFILE
				: (random.nextInt(5) == 0) ? "client" : "web-server";
		UUID owner = (index % 10 == 7) ? LARGE_OWNER : new UUID(7, 2 + random.nextInt(100));
		boolean onHold = index % 5000 == 13;
		boolean revoked = onHold || random.nextInt(30) == 0;
		UUID successor = (random.nextInt(5) == 0) ? new UUID(9, index) : null;
		return new Row(index, id, notBefore, notAfter, List.of(new ObservedName("dns", name)), profile, owner, revoked,
				onHold, successor);
	}

	private void insert(List<Row> batch) {
		this.jdbc.batchUpdate(INSERT, batch, batch.size(), (statement, row) -> bind(row, new Parameters(statement)));
		List<Key> keys = new ArrayList<>();
		for (Row row : batch) {
			for (String key : row.keys()) {
				keys.add(new Key(key, row));
			}
		}
		this.jdbc.batchUpdate(INSERT_SEARCH, keys, keys.size(),
				(statement, key) -> new Parameters(statement).text(key.key())
					.number(key.row().standing(this.now).number())
					.instant(key.row().notAfter())
					.id(key.row().id()));
	}

	private void bind(Row row, Parameters parameters) throws SQLException {
		byte[] der = new byte[640];
		new SplittableRandom(row.index()).nextBytes(der);
		parameters.id(row.id())
			.id(this.issuer)
			.id(this.issuer)
			.bytes(serial(row.index()))
			.number(row.index() / 50_000)
			.bytes(der)
			.bytes(Fingerprint.of(der).bytes())
			.text("CN=" + row.names().getFirst().value())
			.text(row.profile())
			.id(row.owner())
			.text(NamesText.write(row.names()))
			.instant(row.notBefore())
			.instant(row.notAfter())
			.id(row.id())
			.id(row.successor())
			.instant(row.revoked() ? row.notBefore().plusSeconds(row.index() % 100_000) : null)
			.text(row.onHold() ? "certificateHold" : row.revoked() ? "keyCompromise" : null)
			.flag(row.onHold())
			.number(row.standing(this.now).number())
			.id(this.issuer)
			.instant(row.notBefore())
			.instant(row.notBefore());
	}

	private record Key(String key, Row row) {
	}

	private record Row(int index, UUID id, Instant notBefore, Instant notAfter, List<ObservedName> names,
			String profile, UUID owner, boolean revoked, boolean onHold, UUID successor) {

		Set<String> keys() {
			return SearchKeys.of(this.names, this.owner, this.profile, List.of());
		}

		Standing standing(Instant now) {
			return Standing
				.of(Status.of(this.revoked, this.onHold, this.successor != null, this.notBefore, this.notAfter, now));
		}

	}

}
