package handfast.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.x509.Cidr;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Rows of tokens.
 */
@Repository
class TokenRepository {

	private static final String COLUMNS = "id, name, role, secret_hash, names, networks, expires_at, last_used_at, "
			+ "created_by, created_at";

	private final JdbcClient database;

	TokenRepository(JdbcClient database) {
		this.database = database;
	}

	void insert(Token token, byte[] secretHash) {
		this.database
			.sql("insert into token (" + COLUMNS + ") values (:id, :name, :role, :hash, :names, :networks, "
					+ ":expires, null, :createdBy, :createdAt)")
			.param("id", token.id())
			.param("name", token.name())
			.param("role", token.role().label())
			.param("hash", secretHash)
			.param("names", String.join("\n", token.names()))
			.param("networks", token.networks().stream().map(TokenRepository::text).collect(Collectors.joining("\n")))
			.param("expires", utc(token.expires()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
			.param("createdBy", token.createdBy())
			.param("createdAt", utc(token.createdAt()))
			.update();
	}

	Optional<StoredToken> find(UUID id) {
		return this.database.sql("select " + COLUMNS + " from token where id = :id")
			.param("id", id)
			.query(TokenRepository::map)
			.optional();
	}

	/**
	 * Newest first; ids are ordered by time.
	 */
	List<Token> list(@Nullable UUID before, int rows) {
		return this.database
			.sql("select " + COLUMNS + " from token where " + ((before != null) ? "id < :before" : "1 = 1")
					+ " order by id desc fetch first :rows rows only")
			.params((before != null) ? java.util.Map.of("before", before, "rows", rows)
					: java.util.Map.of("rows", rows))
			.query(TokenRepository::map)
			.list()
			.stream()
			.map(StoredToken::token)
			.toList();
	}

	/**
	 * All administrators' tokens, locked until the transaction ends.
	 */
	List<Token> lockAdministrators() {
		return this.database.sql("select " + COLUMNS + " from token where role = :role for update")
			.param("role", Role.ADMINISTRATOR.label())
			.query(TokenRepository::map)
			.list()
			.stream()
			.map(StoredToken::token)
			.toList();
	}

	boolean delete(UUID id) {
		return this.database.sql("delete from token where id = :id").param("id", id).update() == 1;
	}

	void touch(UUID id, Instant used) {
		this.database.sql("update token set last_used_at = :used where id = :id")
			.param("used", utc(used))
			.param("id", id)
			.update();
	}

	private static StoredToken map(ResultSet row, int number) throws SQLException {
		Token token = new Token(row.getObject("id", UUID.class), row.getString("name"),
				Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)), lines(row.getString("names")),
				lines(row.getString("networks")).stream().map(Cidr::parse).toList(), time(row, "expires_at"),
				time(row, "last_used_at"), row.getString("created_by"),
				row.getObject("created_at", OffsetDateTime.class).toInstant());
		return new StoredToken(token, row.getBytes("secret_hash"));
	}

	private static List<String> lines(String text) {
		return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
	}

	static String text(Cidr network) {
		return network.address().getHostAddress() + "/" + network.prefixLength();
	}

	private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
		return (time != null) ? OffsetDateTime.ofInstant(time, ZoneOffset.UTC) : null;
	}

	/**
	 * A row.
	 */
	record StoredToken(Token token, byte[] secretHash) {
	}

}
