package handfast.certificate;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Which certificate renews which, from the intent on.
 */
@Component
class SuccessionRows {

	private final JdbcTemplate jdbc;

	SuccessionRows(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	Optional<UUID> successorOf(UUID predecessor) {
		return this.jdbc.query("select successor from certificate_succession where predecessor = ?",
				(statement) -> new Parameters(statement).id(predecessor), (row, number) -> Columns.id(row, "successor"))
			.stream()
			.findFirst();
	}

	void claim(UUID predecessor, UUID successor, @Nullable UUID replaced) {
		if (replaced == null) {
			insert(predecessor, successor);
		}
		else if (this.jdbc.update(
				"update certificate_succession set successor = ? where predecessor = ? and successor = ?",
				(statement) -> new Parameters(statement).id(successor).id(predecessor).id(replaced)) == 0) {
			throw new SuccessionTaken();
		}
	}

	private void insert(UUID predecessor, UUID successor) {
		try {
			this.jdbc.update("insert into certificate_succession (predecessor, successor) values (?, ?)",
					(statement) -> new Parameters(statement).id(predecessor).id(successor));
		}
		catch (DuplicateKeyException ex) {
			throw new SuccessionTaken(ex);
		}
	}

	void markServed(UUID id, Instant at) {
		this.jdbc.update("update certificate set served_at = ? where id = ? and served_at is null",
				(statement) -> new Parameters(statement).instant(at).id(id));
	}

	boolean wasServed(UUID id) {
		return !this.jdbc
			.query("select id from certificate where id = ? and served_at is not null",
					(statement) -> new Parameters(statement).id(id), (row, number) -> Columns.id(row, "id"))
			.isEmpty();
	}

}
