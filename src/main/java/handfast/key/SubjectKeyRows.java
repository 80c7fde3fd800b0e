package handfast.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import handfast.x509.KeyAlgorithm;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Rows of keys: kept, ready and blocked.
 */
@Repository
class SubjectKeyRows implements KnownKeys {

	private static final String COLUMNS = "id, algorithm, public_key, data_key, ciphertext";

	private final JdbcClient jdbc;

	private final Clock clock;

	SubjectKeyRows(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Writes the row unless it is there.
	 */
	void insert(SubjectKey key, UUID owner) {
		WrappedKey wrapped = key.wrapped();
		this.jdbc
			.sql("""
					INSERT INTO subject_key (id, owner, algorithm, public_key, spki_sha256, data_key, ciphertext, created_at)
					SELECT CAST(:id AS uuid), CAST(:owner AS uuid), CAST(:algorithm AS varchar(20)),
					       CAST(:publicKey AS bytea),
					       CAST(:hash AS bytea), CAST(:dataKey AS bytea), CAST(:ciphertext AS bytea),
					       CAST(:now AS timestamp(6) with time zone)
					WHERE NOT EXISTS (SELECT 1 FROM subject_key WHERE id = :id)""")
			.param("id", key.id())
			.param("owner", owner)
			.param("algorithm", key.algorithm().label())
			.param("publicKey", Spki.der(key.publicKey()))
			.param("hash", Spki.sha256(key.publicKey()))
			.param("dataKey", (wrapped != null) ? wrapped.dataKey() : null, Types.VARBINARY)
			.param("ciphertext", (wrapped != null) ? wrapped.ciphertext() : null, Types.VARBINARY)
			.param("now", now())
			.update();
	}

	Optional<SubjectKey> find(UUID id) {
		return this.jdbc.sql("SELECT " + COLUMNS + " FROM subject_key WHERE id = ?")
			.param(id)
			.query(SubjectKeyRows::read)
			.optional();
	}

	@Override
	public Known find(byte[] spkiSha256) {
		return this.jdbc.sql("""
				SELECT (SELECT reason FROM blocked_key WHERE spki_sha256 = :hash) AS reason,
				       (SELECT id FROM subject_key WHERE spki_sha256 = :hash AND data_key IS NOT NULL
				        ORDER BY id LIMIT 1) AS held,
				       (SELECT owner FROM subject_key WHERE spki_sha256 = :hash AND data_key IS NOT NULL
				        ORDER BY id LIMIT 1) AS owner""")
			.param("hash", spkiSha256)
			.query((row, number) -> new Known(row.getString("reason"), held(row)))
			.single();
	}

	private static @Nullable HeldKey held(ResultSet row) throws SQLException {
		UUID id = row.getObject("held", UUID.class);
		return (id != null) ? new HeldKey(id, row.getObject("owner", UUID.class)) : null;
	}

	/**
	 * Takes both keys from the row, so that it never opens again.
	 */
	boolean erase(UUID id) {
		return this.jdbc.sql("""
				UPDATE subject_key SET data_key = NULL, ciphertext = NULL, erased_at = ?
				WHERE id = ? AND data_key IS NOT NULL""").params(now(), id).update() == 1;
	}

	Optional<String> blockedBecause(byte[] spkiSha256) {
		return this.jdbc.sql("SELECT reason FROM blocked_key WHERE spki_sha256 = ?")
			.param(spkiSha256)
			.query(String.class)
			.optional();
	}

	boolean block(byte[] spkiSha256, String reason) {
		return this.jdbc.sql("""
				INSERT INTO blocked_key (spki_sha256, reason, created_at)
				SELECT CAST(:hash AS bytea), CAST(:reason AS varchar(200)), CAST(:now AS timestamp(6) with time zone)
				WHERE NOT EXISTS (SELECT 1 FROM blocked_key WHERE spki_sha256 = :hash)""")
			.param("hash", spkiSha256)
			.param("reason", reason)
			.param("now", now())
			.update() > 0;
	}

	void insertReady(SubjectKey key) {
		WrappedKey wrapped = Objects.requireNonNull(key.wrapped());
		this.jdbc.sql("INSERT INTO ready_key (" + COLUMNS + ", created_at) VALUES (?, ?, ?, ?, ?, ?)")
			.params(key.id(), key.algorithm().label(), Spki.der(key.publicKey()), wrapped.dataKey(),
					wrapped.ciphertext(), now())
			.update();
	}

	List<SubjectKey> oldestReady(KeyAlgorithm algorithm) {
		return this.jdbc.sql("SELECT " + COLUMNS + " FROM ready_key WHERE algorithm = ? ORDER BY created_at LIMIT 4")
			.param(algorithm.label())
			.query(SubjectKeyRows::read)
			.list();
	}

	/**
	 * Whether this call took the row: of several, one does.
	 */
	boolean deleteReady(UUID id) {
		return this.jdbc.sql("DELETE FROM ready_key WHERE id = ?").param(id).update() == 1;
	}

	int countReady(KeyAlgorithm algorithm) {
		return this.jdbc.sql("SELECT count(*) FROM ready_key WHERE algorithm = ?")
			.param(algorithm.label())
			.query(Integer.class)
			.single();
	}

	private OffsetDateTime now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	private static SubjectKey read(ResultSet row, int number) throws SQLException {
		String label = row.getString("algorithm");
		KeyAlgorithm algorithm = KeyAlgorithm.find(label)
			.orElseThrow(() -> new IllegalStateException("Unknown key algorithm in the database: " + label));
		return new SubjectKey(row.getObject("id", UUID.class), algorithm,
				SubjectPublicKeyInfo.getInstance(row.getBytes("public_key")),
				wrapped(row.getBytes("data_key"), row.getBytes("ciphertext")));
	}

	private static @Nullable WrappedKey wrapped(byte @Nullable [] dataKey, byte @Nullable [] ciphertext) {
		return (dataKey != null && ciphertext != null) ? new WrappedKey(dataKey, ciphertext) : null;
	}

}
