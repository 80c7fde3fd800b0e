package handfast.certificate;

import java.util.Deque;
import java.util.LinkedList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A few candidates that came in another order.
 */
class SortedLane implements Lane {

	private final Deque<Candidate> candidates;

	SortedLane(List<Candidate> sorted) {
		this.candidates = new LinkedList<>(sorted);
	}

	@Override
	public @Nullable Candidate peek() {
		return this.candidates.peek();
	}

	@Override
	public void advance() {
		this.candidates.remove();
	}

}
