package handfast.certificate;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes what searches read. Rows come with the issue, not with the intent: an orphan
 * answers to its serial number alone.
 */
@Component
class SearchRows {

	private static final String INSERT = """
			insert into certificate_search (search_key, standing, not_after, certificate_id) values (?, ?, ?, ?)
			""";

	private static final String MOVE = """
			update certificate_search set standing = ? where search_key = ? and standing = ? and certificate_id = ?
			""";

	private static final String REMOVE = """
			delete from certificate_search where search_key = ? and standing = ? and certificate_id = ?
			""";

	private final JdbcTemplate jdbc;

	private final Clock clock;

	SearchRows(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	void insert(UUID id, Set<String> keys, Standing standing, Instant notAfter) {
		this.jdbc.batchUpdate(INSERT, keys, keys.size(), (PreparedStatement statement,
				String key) -> new Parameters(statement).text(key).number(standing.number()).instant(notAfter).id(id));
	}

	/**
	 * Has a certificate found by other contacts. Called in the transaction that changed
	 * its row.
	 */
	void tell(UUID id, Set<String> before, Set<String> after) {
		Standing standing = this.jdbc.query("select standing from certificate where id = ? for update",
				(statement) -> new Parameters(statement).id(id), (row, number) -> Standing.of(row.getInt("standing")))
			.getFirst();
		Instant notAfter = this.jdbc
			.query("select not_after from certificate where id = ?", (statement) -> new Parameters(statement).id(id),
					(row, number) -> Columns.instant(row, "not_after"))
			.getFirst();
		List<String> gone = before.stream().filter((key) -> !after.contains(key)).toList();
		this.jdbc.batchUpdate(REMOVE, gone, Math.max(1, gone.size()), (PreparedStatement statement,
				String key) -> new Parameters(statement).text(key).number(standing.number()).id(id));
		insert(id, after.stream().filter((key) -> !before.contains(key)).collect(Collectors.toSet()), standing,
				notAfter);
	}

	/**
	 * Links a certificate to the one that renews it, in place of an earlier one.
	 */
	void succeed(UUID id, UUID successor) {
		this.jdbc.update("update certificate set successor = ? where id = ?",
				(statement) -> new Parameters(statement).id(successor).id(id));
		restand(id);
	}

	/**
	 * Links a certificate to the one that came after it, unless it has one.
	 */
	boolean supersede(UUID id, UUID successor) {
		int rows = this.jdbc.update("update certificate set successor = ? where id = ? and successor is null",
				(statement) -> new Parameters(statement).id(successor).id(id));
		if (rows > 0) {
			restand(id);
		}
		return rows > 0;
	}

	/**
	 * Moves the search rows to where the certificate stands now. Called in the
	 * transaction that changed its row, whose lock keeps two movers apart.
	 */
	void restand(UUID id) {
		standees(id).forEach((standee) -> move(id, standee));
	}

	// None of an orphan, which has no search rows.
	private List<Standee> standees(UUID id) {
		return this.jdbc.query("""
				select standing, revoked_at, on_hold, successor, not_before, not_after, names, owner, profile,
				contacts from certificate where id = ? and standing is not null
				for update
				""", (statement) -> new Parameters(statement).id(id), (row, number) -> standee(row));
	}

	/**
	 * Nobody finds it any more. Called in the transaction that removes its row.
	 */
	void remove(UUID id) {
		for (Standee standee : standees(id)) {
			this.jdbc.batchUpdate(
					"delete from certificate_search where search_key = ? and standing = ? and certificate_id = ?",
					standee.keys(), standee.keys().size(), (PreparedStatement statement,
							String key) -> new Parameters(statement).text(key).number(standee.from().number()).id(id));
		}
	}

	private void move(UUID id, Standee standee) {
		if (standee.from() == standee.to()) {
			return;
		}
		this.jdbc.update("update certificate set standing = ? where id = ?",
				(statement) -> new Parameters(statement).number(standee.to().number()).id(id));
		this.jdbc.batchUpdate(MOVE, standee.keys(), standee.keys().size(),
				(PreparedStatement statement, String key) -> new Parameters(statement).number(standee.to().number())
					.text(key)
					.number(standee.from().number())
					.id(id));
	}

	private Standee standee(ResultSet row) throws SQLException {
		Status status = Status.of(row.getObject("revoked_at") != null, row.getBoolean("on_hold"),
				row.getObject("successor") != null, Columns.instant(row, "not_before"),
				Columns.instant(row, "not_after"), this.clock.instant());
		return new Standee(Standing.of(row.getInt("standing")), Standing.of(status),
				List.copyOf(SearchKeys.of(NamesText.read(row.getString("names")), Columns.id(row, "owner"),
						row.getString("profile"), Contact.read(row.getString("contacts")))));
	}

	private record Standee(Standing from, Standing to, List<String> keys) {
	}

}
