package handfast.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads times: ISO 8601 with an offset, cut to the microseconds that the database keeps.
 */
final class TimeReader extends StdDeserializer<Instant> {

	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	TimeReader() {
		super(Instant.class);
	}

	@Override
	public Instant deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.VALUE_STRING)) {
			return (Instant) context.handleUnexpectedToken(Instant.class, parser);
		}
		String text = parser.getString();
		try {
			return read(text);
		}
		catch (DateTimeException ex) {
			return (Instant) context.handleWeirdStringValue(Instant.class, text, "not a time");
		}
	}

	/**
	 * @throws DateTimeException where it is no time, or one that neither a certificate
	 * nor the database can hold
	 */
	static Instant read(String text) {
		Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
		if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
			throw new DateTimeException("Not between the years 1 and 9999");
		}
		return time;
	}

}
