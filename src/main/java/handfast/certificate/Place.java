package handfast.certificate;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Where a certificate stands within the order of a search.
 */
record Place(Instant notAfter, UUID id) {

	/**
	 * Before all others, in both orders.
	 */
	static final Place START = new Place(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

	// As the databases compare them: octet by octet, unsigned.
	private static final Comparator<Place> BY_ID = Comparator
		.comparing((Place place) -> place.id.getMostSignificantBits(), Long::compareUnsigned)
		.thenComparing((place) -> place.id.getLeastSignificantBits(), Long::compareUnsigned)
		.reversed();

	/**
	 * The latest made first.
	 */
	static final Comparator<Place> NEWEST = BY_ID;

	/**
	 * The latest to expire first.
	 */
	static final Comparator<Place> EXPIRY = Comparator.comparing(Place::notAfter).reversed().thenComparing(BY_ID);

	static Place of(Certificate certificate) {
		return new Place(certificate.notAfter(), certificate.id());
	}

	/**
	 * From a cursor, which is authenticated.
	 */
	static Place read(List<String> position) {
		if (position.isEmpty()) {
			return START;
		}
		try {
			return new Place(Instant.parse(position.get(0)), UUID.fromString(position.get(1)));
		}
		catch (DateTimeParseException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IllegalStateException("Not a place in a search", ex);
		}
	}

	List<String> position() {
		return List.of(this.notAfter.toString(), this.id.toString());
	}

}
