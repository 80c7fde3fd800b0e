package handfast.certificate;

import org.jspecify.annotations.Nullable;

/**
 * Candidates of a search in its order, one after the other.
 */
interface Lane {

	/**
	 * The next one, which stays until {@link #advance}; null at the end.
	 */
	@Nullable Candidate peek();

	void advance();

	/**
	 * A certificate that an index has brought up.
	 *
	 * @param fits whether it has the other search keys too
	 */
	record Candidate(Place place, boolean fits) {
	}

}
