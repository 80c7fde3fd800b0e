package handfast.certificate;

/**
 * What search rows are kept apart by, so that a search by status reads no rows of another
 * one. It is the status as it was when the row was last written. What time alone changes
 * ({@code PENDING} to {@code ACTIVE}, these to {@code EXPIRED}) is moved by the
 * {@link Sweep} some seconds later, and until then told by the dates.
 */
enum Standing {

	ACTIVE(0), PENDING(1), SUPERSEDED(2), EXPIRED(3), ON_HOLD(4), REVOKED(5);

	private final int number;

	Standing(int number) {
		this.number = number;
	}

	/**
	 * As the database keeps it. Never changes.
	 */
	int number() {
		return this.number;
	}

	static Standing of(int number) {
		return values()[number];
	}

	static Standing of(Status status) {
		return valueOf(status.name());
	}

}
