package handfast.certificate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Certificates that Handfast renews by itself, and when each is to be tried next.
 */
@Service
public class DueRenewals {

	private static final String COLUMNS = "select certificate_id, due_at, attempts, failed_since, problem"
			+ " from certificate_renewal ";

	private static final int LONGEST_PROBLEM = 1000;

	private final JdbcTemplate jdbc;

	DueRenewals(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	void add(UUID id, Instant notBefore, Instant notAfter) {
		this.jdbc.update("insert into certificate_renewal (certificate_id, due_at, attempts) values (?, ?, 0)",
				(statement) -> new Parameters(statement).id(id)
					.instant(Certificate.renewalFrom(id, notBefore, notAfter)));
	}

	/**
	 * Those whose time has come, the longest overdue first.
	 */
	public List<Due> due(Instant now, int most) {
		return this.jdbc.query(COLUMNS + "where due_at <= ? order by due_at limit ?",
				(statement) -> new Parameters(statement).instant(now).number(most), (row, number) -> due(row));
	}

	/**
	 * Those that have failed, and were not made since, in the order of their ids.
	 * @param after the id before the first
	 */
	public List<Due> failing(UUID after, int most) {
		return this.jdbc.query(COLUMNS + "where attempts > 0 and certificate_id > ? order by certificate_id limit ?",
				(statement) -> new Parameters(statement).id(after).number(most), (row, number) -> due(row));
	}

	/**
	 * How many are due.
	 */
	public long count(Instant now) {
		return this.jdbc
			.query("select count(*) from certificate_renewal where due_at <= ?",
					(statement) -> new Parameters(statement).instant(now), (row, number) -> row.getLong(1))
			.getFirst();
	}

	/**
	 * How many have failed, and were not made since.
	 */
	public long countFailing() {
		return this.jdbc
			.query("select count(*) from certificate_renewal where attempts > 0", (row, number) -> row.getLong(1))
			.getFirst();
	}

	/**
	 * Takes one that is due: of several nodes, one is told so. Who ends amid it leaves it
	 * for the next.
	 * @param until when it is tried again, should nothing more be heard of it
	 */
	public boolean claim(Due due, Instant until) {
		return this.jdbc.update("update certificate_renewal set due_at = ? where certificate_id = ? and due_at = ?",
				(statement) -> new Parameters(statement).instant(until)
					.id(due.certificate())
					.instant(due.dueAt())) == 1;
	}

	/**
	 * Leaves it for later without a failure.
	 */
	public void postpone(UUID certificate, Instant until) {
		this.jdbc.update("update certificate_renewal set due_at = ? where certificate_id = ?",
				(statement) -> new Parameters(statement).instant(until).id(certificate));
	}

	/**
	 * Keeps what came in between.
	 * @param problem for people
	 */
	public void failed(Due due, Instant at, String problem, Instant next) {
		Instant since = (due.failedSince() != null) ? due.failedSince() : at;
		this.jdbc.update("""
				update certificate_renewal set due_at = ?, attempts = ?, failed_since = ?, problem = ?
				where certificate_id = ?
				""",
				(statement) -> new Parameters(statement).instant(next)
					.number(due.attempts() + 1)
					.instant(since)
					.text(problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)))
					.id(due.certificate()));
	}

	/**
	 * There is nothing left to renew.
	 */
	public void end(UUID certificate) {
		this.jdbc.update("delete from certificate_renewal where certificate_id = ?",
				(statement) -> new Parameters(statement).id(certificate));
	}

	private static Due due(ResultSet row) throws SQLException {
		OffsetDateTime failed = row.getObject("failed_since", OffsetDateTime.class);
		return new Due(Columns.id(row, "certificate_id"), Columns.instant(row, "due_at"), row.getInt("attempts"),
				(failed != null) ? failed.toInstant() : null, row.getString("problem"));
	}

	/**
	 * One to be renewed.
	 *
	 * @param dueAt when it is tried next
	 * @param attempts that have failed
	 * @param failedSince the first of them; null for none
	 * @param problem of the last, for people
	 */
	public record Due(UUID certificate, Instant dueAt, int attempts, @Nullable Instant failedSince,
			@Nullable String problem) {
	}

}
