package handfast.certificate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of one key and one standing, read from one index in batches. Each statement
 * names the whole beginning of that index and a range of its next column, so that no
 * planner has a choice: in order of expiry, first those of the very second of the place
 * before, then all earlier ones.
 */
class IndexLane implements Lane {

	private static final int SMALLEST_BATCH = 16;

	private static final int LARGEST_BATCH = 1000;

	private final JdbcTemplate jdbc;

	private final Bounds bounds;

	private final Deque<Candidate> batch = new ArrayDeque<>();

	private Place after;

	private boolean withinSecond;

	private int size;

	private boolean exhausted;

	/**
	 * @param after the place to go on from
	 * @param wanted how many the search will hardly need more than
	 */
	IndexLane(JdbcTemplate jdbc, Bounds bounds, Place after, int wanted) {
		this.jdbc = jdbc;
		this.bounds = bounds;
		this.after = (bounds.byExpiry() && !after.notAfter().isBefore(bounds.before()))
				? new Place(bounds.before(), Place.START.id()) : after;
		// Nothing of the bound's own second is wanted.
		this.withinSecond = bounds.byExpiry() && after.notAfter().isBefore(bounds.before());
		this.size = Math.clamp(wanted, SMALLEST_BATCH, LARGEST_BATCH);
	}

	@Override
	public @Nullable Candidate peek() {
		while (this.batch.isEmpty() && !this.exhausted) {
			fill();
		}
		return this.batch.peek();
	}

	@Override
	public void advance() {
		this.batch.remove();
	}

	private void fill() {
		List<Candidate> rows = this.jdbc.query(this.bounds.statement(this.withinSecond), (statement) -> {
			Parameters parameters = new Parameters(statement).text(this.bounds.key())
				.number(this.bounds.standing().number());
			this.bounds.bindRange(parameters, this.after, this.withinSecond);
			parameters.number(this.size);
			this.bounds.bindOthers(parameters);
		}, (row, number) -> candidate(row));
		this.batch.addAll(rows);
		if (!rows.isEmpty()) {
			this.after = rows.getLast().place();
		}
		if (rows.size() < this.size) {
			this.exhausted = !this.withinSecond;
			this.withinSecond = false;
		}
		else {
			this.withinSecond = this.bounds.byExpiry();
		}
		this.size = Math.min(this.size * 2, LARGEST_BATCH);
	}

	private Candidate candidate(ResultSet row) throws SQLException {
		return new Candidate(new Place(Columns.instant(row, "not_after"), Columns.id(row, "certificate_id")),
				row.getInt("others") == this.bounds.others().size());
	}

	/**
	 * What the lane covers.
	 *
	 * @param others keys that a candidate must have beside {@code key}
	 * @param before notAfter lies before it; in order of expiry alone
	 * @param since notAfter is it or later; in order of expiry alone
	 */
	record Bounds(String key, Standing standing, List<String> others, boolean byExpiry, Instant before, Instant since) {

		String statement(boolean withinSecond) {
			String range = !this.byExpiry ? "certificate_id < ?"
					: withinSecond ? "not_after = ? and certificate_id < ?" : "not_after < ? and not_after >= ?";
			String order = (this.byExpiry ? "not_after desc, " : "") + "certificate_id desc";
			List<String> joins = new ArrayList<>();
			List<String> sum = new ArrayList<>(List.of("0"));
			for (int i = 0; i < this.others.size(); i++) {
				joins.add("left join certificate_search o" + i + " on o" + i + ".search_key = ? and o" + i
						+ ".standing = ? and o" + i + ".certificate_id = s.certificate_id");
				sum.add("case when o" + i + ".certificate_id is null then 0 else 1 end");
			}
			// H2 takes rows in an index's order only where all its columns are named.
			return "select s.certificate_id, s.not_after, " + String.join(" + ", sum)
					+ " as others from (select certificate_id, not_after from certificate_search "
					+ "where search_key = ? and standing = ? and " + range + " order by search_key, standing, " + order
					+ " limit ?) s " + String.join(" ", joins) + " order by "
					+ order.replace("not_after", "s.not_after").replace("certificate_id", "s.certificate_id");
		}

		void bindRange(Parameters parameters, Place after, boolean withinSecond) throws SQLException {
			if (!this.byExpiry) {
				parameters.id(after.id());
			}
			else if (withinSecond) {
				parameters.instant(after.notAfter()).id(after.id());
			}
			else {
				parameters.instant(after.notAfter()).instant(this.since);
			}
		}

		void bindOthers(Parameters parameters) throws SQLException {
			for (String other : this.others) {
				parameters.text(other).number(this.standing.number());
			}
		}

	}

}
