package handfast.audit;

/**
 * Appends lines to the audit file of this node. A line is safe on disk when its ticket's
 * {@code await} returns; lines that arrive together are forced together.
 */
public interface AuditLog {

	/**
	 * Queues one line in order.
	 */
	Ticket append(AuditLine line);

	/**
	 * Appends and waits.
	 */
	default void record(AuditLine line) {
		append(line).await();
	}

	/**
	 * Asked before something is begun that would only fail at its line.
	 * @throws handfast.problem.Problem {@code AUDIT_UNAVAILABLE} where no line can be
	 * written now
	 */
	default void requireWritable() {
	}

	/**
	 * A line on its way to disk.
	 */
	interface Ticket {

		/**
		 * Returns when the line is on disk.
		 * @throws handfast.problem.Problem {@code AUDIT_UNAVAILABLE} where it can't be
		 */
		void await();

	}

}
