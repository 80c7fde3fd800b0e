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
			Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
			if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
				return time;
			}
		}
		catch (DateTimeException ex) {
			// Refused below, like a time that no certificate can hold.
		}
		return (Instant) context.handleWeirdStringValue(Instant.class, text, "not a time");
	}

}
