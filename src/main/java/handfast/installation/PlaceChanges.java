package handfast.installation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.installation.Place.Run;
import handfast.installation.Place.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * What has become of installations: those that went wrong, and those that are well again.
 */
@Service
public class PlaceChanges {

	private final PlaceRows rows;

	private final Places places;

	PlaceChanges(PlaceRows rows, Places places) {
		this.rows = rows;
		this.places = places;
	}

	/**
	 * As the rows have it now: of several changes of one place, the last.
	 * @param most of looks and of runs of the kit's script
	 */
	public Changes since(Instant after, int most) {
		List<Change> changes = new ArrayList<>();
		List<Place> looks = this.rows.changedSince(after, most);
		for (Place place : looks) {
			if (place.seen().status() != Status.PROVEN || wasWrong(place)) {
				changes.add(new Change(place.id(), this.places.wanted(place).id(), place.target(), place.address(),
						place.seen().status().label(), place.since(), place.seen().detail()));
			}
		}
		List<Place> runs = this.rows.failedRunsSince(after, most);
		for (Place place : runs) {
			Run run = place.run();
			if (run != null) {
				changes.add(new Change(place.id(), place.certificate(), place.target(), place.address(), "failed",
						run.at(), "The kit's script ended with " + run.exit() + ": " + run.result()));
			}
		}
		return new Changes(changes,
				Stream
					.concat((looks.size() < most) ? Stream.empty() : Stream.of(looks.getLast().since()),
							(runs.size() < most) ? Stream.empty()
									: Stream.of(runs.getLast().run()).filter(Objects::nonNull).map(Run::at))
					.min(Comparator.naturalOrder())
					.orElse(null));
	}

	/**
	 * Where it stands now; empty where it was ended.
	 */
	public Optional<String> statusOf(UUID id) {
		return this.rows.find(id).map((place) -> place.seen().status().label());
	}

	/**
	 * How many there are of each status.
	 */
	public Map<String, Long> counts() {
		return this.rows.counts();
	}

	// The newest line of its history is the change itself.
	private boolean wasWrong(Place place) {
		return this.rows.history(place.id())
			.stream()
			.skip(1)
			.findFirst()
			.map((before) -> before.seen().status() != Status.PROVEN && before.seen().status() != Status.PENDING)
			.orElse(false);
	}

	/**
	 * A page of changes.
	 *
	 * @param next where to go on from; null at the end
	 */
	public record Changes(List<Change> items, @Nullable Instant next) {
	}

	/**
	 * A change.
	 *
	 * @param certificate the one that should be served
	 * @param status as the REST API shows it
	 * @param detail for people; null for none
	 */
	public record Change(UUID id, UUID certificate, String target, @Nullable String address, String status,
			Instant since, @Nullable String detail) {
	}

}
