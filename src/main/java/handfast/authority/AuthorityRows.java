package handfast.authority;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.key.WrappedKey;
import handfast.x509.KeyAlgorithm;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * CAs and their keys in rows.
 */
@Component
class AuthorityRows {

	private static final String AUTHORITIES = """
			SELECT a.id, a.kind, a.name, a.state, a.created_at, k.id AS key_row, k.algorithm, k.certificate, c.der
			FROM authority a JOIN ca_key k ON k.authority = a.id JOIN certificate c ON c.id = k.certificate
			WHERE k.state = 'USABLE'
			""";

	private static final String KEYS = """
			SELECT k.id, k.authority, a.kind, k.key_id, k.algorithm, k.spki, k.data_key, k.ciphertext, k.certificate,
			  k.state
			FROM ca_key k JOIN authority a ON a.id = k.authority
			""";

	private final JdbcClient jdbc;

	private final Clock clock;

	AuthorityRows(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * All that have a certificate, the oldest first.
	 */
	List<Authority> all() {
		return this.jdbc.sql(AUTHORITIES + " ORDER BY a.created_at, a.id").query(AuthorityRows::authority).list();
	}

	Optional<Authority> find(UUID id) {
		return this.jdbc.sql(AUTHORITIES + " AND a.id = ?").param(id).query(AuthorityRows::authority).optional();
	}

	/**
	 * The newest key of the kind whose CA is in that state.
	 */
	Optional<CaKey> findKey(Authority.Kind kind, Authority.State... states) {
		List<String> names = Arrays.stream(states).map(Enum::name).toList();
		return this.jdbc.sql(KEYS + """
				 WHERE a.kind = :kind AND a.state IN (:states) AND k.state = 'USABLE'
				ORDER BY a.created_at DESC, a.id DESC LIMIT 1
				""").param("kind", kind.name()).param("states", names).query(AuthorityRows::key).optional();
	}

	Optional<CaKey> findKey(UUID id) {
		return this.jdbc.sql(KEYS + " WHERE k.id = ?").param(id).query(AuthorityRows::key).optional();
	}

	void insertAuthority(UUID id, Authority.Kind kind, String name) {
		this.jdbc.sql("INSERT INTO authority (id, kind, name, state, created_at) VALUES (?, ?, ?, 'PREPARING', ?)")
			.params(id, kind.name(), name, now())
			.update();
	}

	void insertKey(CaKey key, WrappedKey wrapped) {
		this.jdbc.sql("""
				INSERT INTO ca_key (id, authority, key_id, algorithm, spki, data_key, ciphertext, state, created_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
				""")
			.params(key.id(), key.authority(), key.keyId(), key.algorithm().name(), key.spki(), wrapped.dataKey(),
					wrapped.ciphertext(), key.state().name(), now())
			.update();
	}

	/**
	 * Gives the key its newest certificate, and with the first one the CA is there.
	 */
	void certify(CaKey key, UUID certificate) {
		this.jdbc.sql("UPDATE ca_key SET certificate = ? WHERE id = ?").params(certificate, key.id()).update();
		this.jdbc.sql("UPDATE authority SET state = 'ACTIVE' WHERE id = ? AND state = 'PREPARING'")
			.param(key.authority())
			.update();
	}

	/**
	 * Destroys the key of a CA that never came to be.
	 */
	void abandon(CaKey key) {
		this.jdbc.sql("UPDATE ca_key SET state = 'DESTROYED', data_key = NULL, ciphertext = NULL WHERE id = ?")
			.param(key.id())
			.update();
		this.jdbc.sql("UPDATE authority SET state = 'ABANDONED' WHERE id = ?").param(key.authority()).update();
	}

	void pause(UUID authority, String reason) {
		this.jdbc.sql("UPDATE authority SET state = 'PAUSED', pause_reason = ? WHERE id = ? AND state = 'ACTIVE'")
			.params(reason.substring(0, Math.min(1000, reason.length())), authority)
			.update();
	}

	boolean resume(UUID authority) {
		return this.jdbc
			.sql("UPDATE authority SET state = 'ACTIVE', pause_reason = NULL WHERE id = ? AND state = 'PAUSED'")
			.param(authority)
			.update() > 0;
	}

	/**
	 * Why a CA is paused.
	 */
	String pauseReason(UUID authority) {
		return this.jdbc.sql("SELECT coalesce(pause_reason, 'unknown') FROM authority WHERE id = ?")
			.param(authority)
			.query(String.class)
			.single();
	}

	private OffsetDateTime now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	private static Authority authority(ResultSet row, int number) throws SQLException {
		return new Authority(row.getObject("id", UUID.class), Authority.Kind.valueOf(row.getString("kind")),
				row.getString("name"), Authority.State.valueOf(row.getString("state")),
				row.getObject("key_row", UUID.class), KeyAlgorithm.valueOf(row.getString("algorithm")),
				row.getObject("certificate", UUID.class), row.getBytes("der"), instant(row, "created_at"));
	}

	private static CaKey key(ResultSet row, int number) throws SQLException {
		byte[] dataKey = row.getBytes("data_key");
		byte[] ciphertext = row.getBytes("ciphertext");
		return new CaKey(row.getObject("id", UUID.class), row.getObject("authority", UUID.class),
				Authority.Kind.valueOf(row.getString("kind")), row.getString("key_id"),
				KeyAlgorithm.valueOf(row.getString("algorithm")), row.getBytes("spki"),
				(dataKey != null && ciphertext != null) ? new WrappedKey(dataKey, ciphertext) : null,
				row.getObject("certificate", UUID.class), CaKey.State.valueOf(row.getString("state")));
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

}
