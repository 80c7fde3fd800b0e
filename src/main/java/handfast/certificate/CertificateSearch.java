package handfast.certificate;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import handfast.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Search over the inventory, in time that does not grow with it. The rarest of the keys
 * that are asked for is read from its index, in order, one lane for each standing that
 * the status may have; other keys are looked up for each candidate; the rows that are
 * left answer the whole question once more.
 *
 * <p>
 * Two keys may each have many certificates and hardly one in common. So that no query can
 * hold up the service, a page looks at {@value #BUDGET} candidates at most; it is then
 * shorter than its limit, and its cursor goes on where it stopped.
 */
@Component
class CertificateSearch {

	private static final int BUDGET = 2500;

	// Fewer than this are not worth a choice.
	private static final int RARE = 500;

	private final JdbcTemplate jdbc;

	private final Inventory inventory;

	private final Clock clock;

	CertificateSearch(JdbcTemplate jdbc, Inventory inventory, Clock clock) {
		this.jdbc = jdbc;
		this.inventory = inventory;
		this.clock = clock;
	}

	/**
	 * @param items in order
	 * @param next the place to go on from, null where there is nothing more
	 */
	record Found(List<Certificate> items, @Nullable Place next) {
	}

	@Transactional(readOnly = true)
	public Found find(CertificateQuery query, Caller caller, Place after, int limit) {
		Instant now = this.clock.instant();
		return query.isExact() ? findExactly(query, caller, after, limit, now) : walk(query, caller, after, limit, now);
	}

	private Found findExactly(CertificateQuery query, Caller caller, Place after, int limit, Instant now) {
		Comparator<Place> order = order(query);
		List<Certificate> rows = (query.serial() != null)
				? this.inventory.findBySerial(HexFormat.of().parseHex(query.serial()))
				: this.inventory.find(Objects.requireNonNull(query.fingerprint())).stream().toList();
		List<Certificate> found = rows.stream()
			.filter((certificate) -> query.matches(certificate, caller, now))
			.filter((certificate) -> order.compare(Place.of(certificate), after) > 0)
			.sorted(Comparator.comparing(Place::of, order))
			.toList();
		return (found.size() > limit) ? new Found(found.subList(0, limit), Place.of(found.get(limit - 1)))
				: new Found(found, null);
	}

	private Found walk(CertificateQuery query, Caller caller, Place after, int limit, Instant now) {
		List<Lane> lanes = lanes(query, caller, after, limit + 1, now);
		List<Certificate> items = new ArrayList<>();
		List<UUID> fitting = new ArrayList<>();
		Place seen = after;
		for (int looked = 0; looked < BUDGET; looked++) {
			Lane lane = foremost(lanes, order(query));
			Lane.Candidate candidate = (lane != null) ? lane.peek() : null;
			if (lane == null || candidate == null) {
				load(fitting, items, query, caller, now);
				return cut(items, limit, null);
			}
			lane.advance();
			seen = candidate.place();
			if (candidate.fits()) {
				fitting.add(seen.id());
			}
			if (items.size() + fitting.size() > limit) {
				load(fitting, items, query, caller, now);
				if (items.size() > limit) {
					return cut(items, limit, null);
				}
			}
		}
		load(fitting, items, query, caller, now);
		return cut(items, limit, seen);
	}

	private void load(List<UUID> fitting, List<Certificate> items, CertificateQuery query, Caller caller, Instant now) {
		this.inventory.findAll(fitting)
			.stream()
			.filter((certificate) -> query.matches(certificate, caller, now))
			.forEach(items::add);
		fitting.clear();
	}

	private static Found cut(List<Certificate> items, int limit, @Nullable Place next) {
		return (items.size() > limit) ? new Found(items.subList(0, limit), Place.of(items.get(limit - 1)))
				: new Found(items, next);
	}

	private List<Lane> lanes(CertificateQuery query, Caller caller, Place after, int wanted, Instant now) {
		List<Range> ranges = Range.of(query, now);
		List<String> keys = rarestFirst(query.keys(caller), ranges);
		List<Lane> lanes = new ArrayList<>();
		for (Range range : ranges) {
			IndexLane.Bounds bounds = new IndexLane.Bounds(keys.getFirst(), range.standing(),
					keys.subList(1, keys.size()), query.byExpiry() || range.unswept(), range.before(), range.since());
			if (range.unswept() && !query.byExpiry()) {
				lanes.add(sorted(bounds, after));
			}
			else {
				lanes.add(new IndexLane(this.jdbc, bounds, after, wanted));
			}
		}
		return lanes;
	}

	// What the sweep has not reached yet stands in order of expiry alone.
	private Lane sorted(IndexLane.Bounds bounds, Place after) {
		IndexLane lane = new IndexLane(this.jdbc, bounds, Place.START, RARE);
		List<Lane.Candidate> candidates = new ArrayList<>();
		for (Lane.Candidate candidate = lane.peek(); candidate != null; candidate = lane.peek()) {
			if (Place.NEWEST.compare(candidate.place(), after) > 0) {
				candidates.add(candidate);
			}
			lane.advance();
		}
		candidates.sort(Comparator.comparing(Lane.Candidate::place, Place.NEWEST));
		return new SortedLane(candidates);
	}

	private List<String> rarestFirst(List<String> keys, List<Range> ranges) {
		if (keys.size() == 1) {
			return keys;
		}
		String rarest = keys.getFirst();
		int fewest = RARE;
		for (String key : keys) {
			int count = countUpToRare(key, ranges);
			if (count < fewest) {
				fewest = count;
				rarest = key;
			}
		}
		List<String> sorted = new ArrayList<>(keys);
		sorted.remove(rarest);
		sorted.addFirst(rarest);
		return sorted;
	}

	private int countUpToRare(String key, List<Range> ranges) {
		String one = "(select 1 as one from certificate_search where search_key = ? and standing = ? "
				+ "and not_after < ? and not_after >= ? limit " + RARE + ")";
		String all = String.join(" union all ", Collections.nCopies(ranges.size(), one));
		return this.jdbc.query("select count(*) from (" + all + ") t", (statement) -> {
			Parameters parameters = new Parameters(statement);
			for (Range range : ranges) {
				parameters.text(key).number(range.standing().number()).instant(range.before()).instant(range.since());
			}
		}, (row, number) -> row.getInt(1)).getFirst();
	}

	private static @Nullable Lane foremost(List<Lane> lanes, Comparator<Place> order) {
		Lane foremost = null;
		Place best = null;
		for (Lane lane : lanes) {
			Lane.Candidate candidate = lane.peek();
			if (candidate != null && (best == null || order.compare(candidate.place(), best) < 0)) {
				foremost = lane;
				best = candidate.place();
			}
		}
		return foremost;
	}

	private static Comparator<Place> order(CertificateQuery query) {
		return query.byExpiry() ? Place.EXPIRY : Place.NEWEST;
	}

}
