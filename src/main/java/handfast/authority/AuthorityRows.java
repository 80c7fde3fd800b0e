package handfast.authority;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.DurationForm;
import handfast.key.WrappedKey;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.PermitRule;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * CAs and their keys in rows.
 */
@Component
class AuthorityRows {

	private static final String AUTHORITIES = """
			SELECT a.id, a.kind, a.series, a.name, a.state, a.issuer, a.lifetime, a.path_length, a.permitted, a.created_at,
			  a.state_since, k.id AS key_row, k.algorithm, coalesce(c.der, k.der) AS der, k.issuers
			FROM authority a JOIN ca_key k ON k.authority = a.id LEFT JOIN certificate c ON c.id = k.certificate
			WHERE (k.certificate IS NOT NULL OR k.der IS NOT NULL)
			""";

	private static final String USABLE = " AND k.state = 'USABLE'";

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
	 * All that have a certificate and a key that can sign, the oldest first.
	 */
	List<Authority> all() {
		return this.jdbc.sql(AUTHORITIES + USABLE + " ORDER BY a.created_at, a.id")
			.query(AuthorityRows::authority)
			.list();
	}

	/**
	 * The same with those whose key is destroyed.
	 */
	List<Authority> ever() {
		return this.jdbc.sql(AUTHORITIES + " ORDER BY a.created_at, a.id").query(AuthorityRows::authority).list();
	}

	Optional<Authority> find(UUID id) {
		return this.jdbc.sql(AUTHORITIES + " AND a.id = ?").param(id).query(AuthorityRows::authority).optional();
	}

	/**
	 * The newest of the series that is in turn.
	 */
	Optional<Authority> inTurn(String series) {
		return this.jdbc.sql(AUTHORITIES + USABLE + """
				 AND a.series = ? AND a.state IN ('ACTIVE', 'PAUSED') ORDER BY a.created_at DESC, a.id DESC LIMIT 1
				""").param(series).query(AuthorityRows::authority).optional();
	}

	List<AwaitingAuthority> awaiting() {
		return this.jdbc.sql("""
				SELECT a.id, a.series, a.subject, a.lifetime, a.path_length, a.permitted, a.created_at, k.id AS key_row,
				  k.algorithm, k.csr
				FROM authority a JOIN ca_key k ON k.authority = a.id WHERE a.state = 'AWAITING'
				""").query(AuthorityRows::awaitingAuthority).list();
	}

	/**
	 * Those whose certificate is still to be made here, the oldest first.
	 */
	List<CaKey> unfinished(Authority.Kind kind) {
		return this.jdbc.sql(KEYS + """
				 WHERE a.kind = ? AND a.state = 'PREPARING' AND k.state = 'USABLE' ORDER BY a.created_at, a.id
				""").param(kind.name()).query(AuthorityRows::key).list();
	}

	/**
	 * What the CA was made by, and whom it stands below.
	 */
	CaTerms terms(UUID authority) {
		return this.jdbc.sql("""
				SELECT a.series, a.subject, a.lifetime, a.path_length, a.permitted, k.algorithm
				FROM authority a JOIN ca_key k ON k.authority = a.id WHERE a.id = ?
				""").param(authority).query(AuthorityRows::termsIn).single();
	}

	Optional<UUID> issuer(UUID authority) {
		return this.jdbc.sql("SELECT issuer FROM authority WHERE id = ? AND issuer IS NOT NULL")
			.param(authority)
			.query(UUID.class)
			.optional();
	}

	/**
	 * Whether one is being made, or was cut off.
	 */
	boolean hasUnfinished(String series) {
		return this.jdbc.sql("SELECT count(*) FROM authority WHERE series = ? AND state = 'PREPARING'")
			.param(series)
			.query(Integer.class)
			.single() > 0;
	}

	Instant createdAt(UUID authority) {
		return this.jdbc.sql("SELECT created_at FROM authority WHERE id = ?")
			.param(authority)
			.query((row, number) -> instant(row, "created_at"))
			.single();
	}

	boolean hasSeries(String series) {
		return this.jdbc.sql("SELECT count(*) FROM authority WHERE series = ? AND state <> 'ABANDONED'")
			.param(series)
			.query(Integer.class)
			.single() > 0;
	}

	Optional<CaKey> findKey(UUID id) {
		return this.jdbc.sql(KEYS + " WHERE k.id = ?").param(id).query(AuthorityRows::key).optional();
	}

	void insertAuthority(UUID id, Authority.Kind kind, String name, CaTerms terms, @Nullable UUID issuer,
			Authority.State state) {
		String permitted = terms.permitted().stream().map(PermitRule::value).collect(Collectors.joining("\n"));
		this.jdbc
			.sql("""
					INSERT INTO authority (id, kind, series, name, subject, issuer, state, lifetime, path_length, permitted,
					  created_at, state_since)
					VALUES (:id, :kind, :series, :name, :subject, :issuer, :state, :lifetime, :length, :permitted, :now, :now)
					""")
			.param("id", id)
			.param("kind", kind.name())
			.param("series", terms.series())
			.param("name", name)
			.param("subject", terms.subject().value())
			.param("issuer", issuer, Types.OTHER)
			.param("state", state.name())
			.param("lifetime", DurationForm.format(terms.lifetime()))
			.param("length", terms.pathLength())
			.param("permitted", permitted)
			.param("now", now())
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

	void request(CaKey key, byte[] csr) {
		this.jdbc.sql("UPDATE ca_key SET csr = ? WHERE id = ?").params(csr, key.id()).update();
	}

	/**
	 * Gives the key its newest certificate. With the first one the CA is there: in turn,
	 * or published where another of its series is in turn.
	 */
	void certify(CaKey key, UUID certificate) {
		this.jdbc.sql("UPDATE ca_key SET certificate = ? WHERE id = ?").params(certificate, key.id()).update();
		begin(key.authority());
	}

	/**
	 * The same with a certificate that another CA made.
	 */
	void certify(CaKey key, byte[] der, byte[] issuers) {
		this.jdbc.sql("UPDATE ca_key SET der = ?, issuers = ? WHERE id = ?").params(der, issuers, key.id()).update();
		begin(key.authority());
	}

	private void begin(UUID authority) {
		this.jdbc.sql("""
				UPDATE authority SET state_since = ?, state = CASE WHEN EXISTS (SELECT 1 FROM authority other
				    WHERE other.series = authority.series AND other.state IN ('ACTIVE', 'PAUSED'))
				  THEN 'PUBLISHED' ELSE 'ACTIVE' END
				WHERE id = ? AND state IN ('PREPARING', 'AWAITING')
				""").params(now(), authority).update();
	}

	/**
	 * @return whether it was in that state
	 */
	boolean move(UUID authority, Authority.State from, Authority.State to) {
		return this.jdbc.sql("UPDATE authority SET state = ?, state_since = ? WHERE id = ? AND state = ?")
			.params(to.name(), now(), authority, from.name())
			.update() > 0;
	}

	void destroyKey(UUID key) {
		this.jdbc.sql("UPDATE ca_key SET state = 'DESTROYED', data_key = NULL, ciphertext = NULL WHERE id = ?")
			.param(key)
			.update();
	}

	void insertCross(UUID subject, UUID issuer, UUID certificate) {
		this.jdbc.sql("INSERT INTO ca_cross (subject, issuer, certificate) VALUES (?, ?, ?)")
			.params(subject, issuer, certificate)
			.update();
	}

	/**
	 * DER of what other roots certified of this one, the oldest first.
	 */
	List<byte[]> crossCertificates(UUID root) {
		return this.jdbc.sql("""
				SELECT c.der FROM ca_cross x JOIN certificate c ON c.id = x.certificate
				WHERE x.subject = ? AND c.state = 'ISSUED' ORDER BY c.id
				""").param(root).query((row, number) -> row.getBytes("der")).list();
	}

	boolean hasCross(UUID subject, UUID issuer) {
		return this.jdbc.sql("SELECT count(*) FROM ca_cross WHERE subject = ? AND issuer = ?")
			.params(subject, issuer)
			.query(Integer.class)
			.single() > 0;
	}

	/**
	 * Destroys the key of a CA that never came to be.
	 */
	void abandon(CaKey key) {
		destroyKey(key.id());
		this.jdbc.sql("UPDATE authority SET state = 'ABANDONED' WHERE id = ?").param(key.authority()).update();
	}

	/**
	 * @return whether it was in turn
	 */
	boolean pause(UUID authority, String reason) {
		return this.jdbc
			.sql("UPDATE authority SET state = 'PAUSED', pause_reason = ? WHERE id = ? AND state = 'ACTIVE'")
			.params(reason.substring(0, Math.min(1000, reason.length())), authority)
			.update() > 0;
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
				row.getString("series"), row.getString("name"), Authority.State.valueOf(row.getString("state")),
				row.getObject("key_row", UUID.class), KeyAlgorithm.valueOf(row.getString("algorithm")),
				row.getBytes("der"), row.getObject("issuer", UUID.class), Der.sequence(row.getBytes("issuers")),
				DurationForm.parse(row.getString("lifetime")), row.getInt("path_length"), permitted(row),
				instant(row, "created_at"), instant(row, "state_since"));
	}

	private static AwaitingAuthority awaitingAuthority(ResultSet row, int number) throws SQLException {
		return new AwaitingAuthority(row.getObject("id", UUID.class), termsIn(row, number),
				row.getObject("key_row", UUID.class), row.getBytes("csr"), instant(row, "created_at"));
	}

	private static CaTerms termsIn(ResultSet row, int number) throws SQLException {
		return new CaTerms(row.getString("series"), DistinguishedName.parse(row.getString("subject")),
				KeyAlgorithm.valueOf(row.getString("algorithm")), DurationForm.parse(row.getString("lifetime")),
				row.getInt("path_length"), permitted(row));
	}

	private static List<PermitRule> permitted(ResultSet row) throws SQLException {
		String lines = row.getString("permitted");
		return (lines != null) ? lines.lines().map(PermitRule::parse).toList() : List.of();
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
