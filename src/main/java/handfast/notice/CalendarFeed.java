package handfast.notice;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * An iCalendar object: each end is a day, with a reminder a week before.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5545 RFC 5545
 */
final class CalendarFeed {

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
		.withZone(ZoneOffset.UTC);

	// RFC 5545 §3.1: octets without the line's end
	private static final int LONGEST_LINE = 75;

	private final StringBuilder lines = new StringBuilder();

	private CalendarFeed() {
	}

	static byte[] write(String name, List<Event> events) {
		CalendarFeed feed = new CalendarFeed();
		feed.line("BEGIN:VCALENDAR");
		feed.line("VERSION:2.0");
		feed.line("PRODID:-//Handfast//Notices//EN");
		feed.line("CALSCALE:GREGORIAN");
		// RFC 7986 §5.1, §5.7, and what older programs read
		feed.line("NAME:" + escaped(name));
		feed.line("X-WR-CALNAME:" + escaped(name));
		feed.line("REFRESH-INTERVAL;VALUE=DURATION:PT12H");
		feed.line("X-PUBLISHED-TTL:PT12H");
		events.forEach(feed::event);
		feed.line("END:VCALENDAR");
		return feed.lines.toString().getBytes(StandardCharsets.UTF_8);
	}

	private void event(Event event) {
		line("BEGIN:VEVENT");
		line("UID:" + event.uid());
		line("DTSTAMP:" + TIME.format(event.stamp()));
		line("DTSTART;VALUE=DATE:" + DAY.format(event.at()));
		line("SUMMARY:" + escaped(event.summary()));
		line("DESCRIPTION:" + escaped(event.description()));
		line("TRANSP:TRANSPARENT");
		line("BEGIN:VALARM");
		line("ACTION:DISPLAY");
		line("DESCRIPTION:" + escaped(event.summary()));
		line("TRIGGER:-P7D");
		line("END:VALARM");
		line("END:VEVENT");
	}

	// RFC 5545 §3.3.11
	private static String escaped(String text) {
		return text.replace("\\", "\\\\")
			.replace(";", "\\;")
			.replace(",", "\\,")
			.replaceAll("\\R", "\\\\n")
			.replaceAll("\\p{Cntrl}", " ");
	}

	// A line goes on behind a space, and no character is cut.
	private void line(String text) {
		int octets = 0;
		for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
			String next = Character.toString(text.codePointAt(i));
			int length = next.getBytes(StandardCharsets.UTF_8).length;
			if (octets + length > LONGEST_LINE) {
				this.lines.append("\r\n ");
				octets = 1;
			}
			this.lines.append(next);
			octets += length;
		}
		this.lines.append("\r\n");
	}

	/**
	 * One day.
	 *
	 * @param uid the same in each feed
	 * @param stamp when what it tells became so
	 * @param at the day's time, in UTC
	 */
	record Event(String uid, Instant stamp, Instant at, String summary, String description) {
	}

}
