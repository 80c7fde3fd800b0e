package handfast.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.h2.mvstore.MVStoreException;

import org.springframework.stereotype.Service;

/**
 * How far the OCSP answers of this node have come.
 */
@Service
public class OcspTimes {

	private final OcspStore store;

	OcspTimes(OcspStore store) {
		this.store = store;
	}

	/**
	 * How many answers are made; empty where their file is not there now.
	 */
	public Optional<Long> answers() {
		try {
			return Optional.of(this.store.count());
		}
		catch (MVStoreException ex) {
			return Optional.empty();
		}
	}

	/**
	 * How long the answer that waits longest to be made anew has been due; nothing where
	 * none is. Due is what is half through its life.
	 */
	public Duration overdue(Instant now) {
		try {
			return this.store.firstDue()
				.map((due) -> due.isBefore(now) ? Duration.between(due, now) : Duration.ZERO)
				.orElse(Duration.ZERO);
		}
		catch (MVStoreException ex) {
			return Duration.ZERO;
		}
	}

}
