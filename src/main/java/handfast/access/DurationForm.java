package handfast.access;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.x509.MalformedException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Durations as the API writes them: {@code P90D}, {@code P12W}, {@code PT36H},
 * {@code P1DT12H}. Months and years have no fixed length and are refused with the days to
 * write.
 */
public final class DurationForm {

	private static final Pattern WANTED = Pattern
		.compile("P(?:(?<weeks>\\d{1,5})W|(?:(?<days>\\d{1,6})D)?(?:T(?<hours>\\d{1,7})H)?)");

	private static final Pattern CALENDAR = Pattern
		.compile("P(?:(?<years>\\d{1,4})Y)?(?:(?<months>\\d{1,4})M)?(?:(?<weeks>\\d{1,5})W)?(?:(?<days>\\d{1,6})D)?");

	private static final long DAYS_OF_YEAR = 365;

	private static final long DAYS_OF_MONTH = 30;

	private DurationForm() {
	}

	/**
	 * Reads the text.
	 * @throws MalformedException {@code duration-malformed} with what to write instead
	 */
	public static Duration parse(String text) {
		Matcher wanted = WANTED.matcher(text);
		if (wanted.matches() && text.length() > 1 && !text.endsWith("T")) {
			return Duration.ofDays(Math.addExact(number(wanted, "weeks") * 7, number(wanted, "days")))
				.plusHours(number(wanted, "hours"));
		}
		Matcher calendar = CALENDAR.matcher(text);
		if (calendar.matches() && text.length() > 1) {
			throw new MalformedException("duration-malformed",
					"Months and years have no fixed length; write P%dD".formatted(days(calendar)));
		}
		throw new MalformedException("duration-malformed", "Not a duration; write P90D, P12W or PT36H");
	}

	/**
	 * The canonical text: days where they are whole, else hours.
	 */
	public static String format(Duration duration) {
		if (duration.equals(Duration.ofDays(duration.toDays()))) {
			return "P" + duration.toDays() + "D";
		}
		return duration.equals(Duration.ofHours(duration.toHours())) ? "PT" + duration.toHours() + "H"
				: duration.toString();
	}

	private static long days(Matcher calendar) {
		return number(calendar, "years") * DAYS_OF_YEAR + number(calendar, "months") * DAYS_OF_MONTH
				+ number(calendar, "weeks") * 7 + number(calendar, "days");
	}

	private static long number(Matcher matcher, String group) {
		String digits = matcher.group(group);
		return (digits != null) ? Long.parseLong(digits) : 0;
	}

	/**
	 * From JSON.
	 */
	static final class Reader extends StdDeserializer<Duration> {

		Reader() {
			super(Duration.class);
		}

		@Override
		public Duration deserialize(JsonParser parser, DeserializationContext context) {
			if (!parser.hasToken(JsonToken.VALUE_STRING)) {
				return (Duration) context.handleUnexpectedToken(Duration.class, parser);
			}
			return parse(parser.getString());
		}

	}

	/**
	 * To JSON.
	 */
	static final class Writer extends StdSerializer<Duration> {

		Writer() {
			super(Duration.class);
		}

		@Override
		public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(format(value));
		}

	}

}
