package handfast.access;

import java.util.List;

/**
 * Which page of a list is asked for. A controller takes it as a parameter; it is read
 * from {@code limit} and {@code cursor}.
 *
 * @param limit how many items at most, 1 to 500
 * @param position of the last item of the page before, as it was handed to
 * {@link Cursors#page}; empty for the first page
 * @param query what is listed: the path and all other parameters. A cursor is good for
 * this query alone
 */
public record Paging(int limit, List<String> position, String query) {

	static final int DEFAULT_LIMIT = 50;

	static final int MAXIMUM_LIMIT = 500;

	public boolean isFirst() {
		return this.position.isEmpty();
	}

	/**
	 * How many rows to read: one more than is shown tells whether there is a next page.
	 */
	public int rows() {
		return this.limit + 1;
	}

}
