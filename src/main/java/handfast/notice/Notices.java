package handfast.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import handfast.certificate.Certificate;
import handfast.certificate.Contact;
import handfast.x509.TimeOrderedIds;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes what is to be told, once for each who is told.
 */
@Component
class Notices {

	private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")
		.withZone(ZoneOffset.UTC);

	// Longer than what is found again and again stays true.
	private static final Duration KEPT = Duration.ofDays(730);

	private final NoticeRows rows;

	private final NoticeProperties properties;

	private final TimeOrderedIds ids;

	private final Clock clock;

	Notices(NoticeRows rows, NoticeProperties properties, TimeOrderedIds ids, Clock clock) {
		this.rows = rows;
		this.properties = properties;
		this.ids = ids;
		this.clock = clock;
	}

	/**
	 * Who is told of a certificate.
	 */
	List<Contact> contactsOf(Certificate certificate) {
		List<Contact> own = certificate.upkeep().contacts();
		return own.isEmpty() ? administrators() : own;
	}

	/**
	 * Who is told of what is nobody's own.
	 */
	List<Contact> administrators() {
		return this.properties.told();
	}

	/**
	 * Keeps what is to be told, where it was not kept before.
	 * @param occurrence what makes it one
	 * @param news made with its id and time
	 */
	void tell(List<Contact> contacts, String occurrence, Function<Origin, News> news) {
		for (Contact contact : contacts) {
			if (this.rows.contains(contact, occurrence)) {
				continue;
			}
			try {
				this.rows.insert(news.apply(origin()), contact, occurrence);
			}
			catch (DuplicateKeyException ex) {
				// Another node found it too.
			}
		}
	}

	@Scheduled(initialDelay = 60, fixedDelay = 24 * 60, timeUnit = TimeUnit.MINUTES)
	void forgetOld() {
		this.rows.forget(this.clock.instant().minus(KEPT));
	}

	private Origin origin() {
		return new Origin(this.ids.next(), this.clock.instant().truncatedTo(ChronoUnit.SECONDS));
	}

	/**
	 * As people read it.
	 */
	static String text(Instant time) {
		return MINUTES.format(time);
	}

	/**
	 * How a certificate is spoken of: its first name, and how many more.
	 */
	static String nameOf(Certificate certificate) {
		if (certificate.names().isEmpty()) {
			return certificate.subject().isEmpty() ? certificate.serial() : certificate.subject();
		}
		int more = certificate.names().size() - 1;
		return certificate.names().getFirst().value() + ((more > 0) ? " (and " + more + " more)" : "");
	}

	/**
	 * Which notice it is, and since when.
	 */
	record Origin(UUID id, Instant at) {
	}

}
