package handfast.notice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.certificate.Contact;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notices as they are kept, and how far each has come.
 */
@Component
class NoticeRows {

	private static final int LONGEST_PROBLEM = 1000;

	private final JsonMapper json = JsonMapper.builder().build();

	private final JdbcClient database;

	NoticeRows(JdbcClient database) {
		this.database = database;
	}

	boolean contains(Contact contact, String occurrence) {
		return this.database.sql("select count(*) from notice where contact = :contact and occurrence = :occurrence")
			.param("contact", contact.text())
			.param("occurrence", occurrence)
			.query(Long.class)
			.single() > 0;
	}

	/**
	 * Keeps it to be told.
	 * @throws DuplicateKeyException where another node has just done so
	 */
	void insert(News news, Contact contact, String occurrence) {
		boolean byMail = contact.kind() == Contact.Kind.MAIL;
		this.database.sql("""
				insert into notice (id, contact, occurrence, kind, by_mail, content, created_at, next_try, attempts)
				values (:id, :contact, :occurrence, :kind, :byMail, :content, :at, :nextTry, 0)
				""")
			.param("id", news.id())
			.param("contact", contact.text())
			.param("occurrence", occurrence)
			.param("kind", news.kind().label())
			.param("byMail", byMail)
			.param("content", this.json.writeValueAsString(news))
			.param("at", at(news.at()))
			.param("nextTry", byMail ? null : at(news.at()), Types.TIMESTAMP_WITH_TIMEZONE)
			.update();
	}

	long countForMail() {
		return this.database.sql("select count(*) from notice where told_at is null and by_mail")
			.query(Long.class)
			.single();
	}

	long countForWebhooks() {
		return this.database.sql("select count(*) from notice where next_try is not null").query(Long.class).single();
	}

	long mostFailures() {
		return this.database.sql("""
				select greatest((select coalesce(max(attempts), 0) from notice_digest),
				  (select coalesce(max(attempts), 0) from notice where next_try is not null))
				""").query(Long.class).single();
	}

	/**
	 * Those that are kept for one address, the oldest first.
	 */
	List<News> untold(String contact, int most) {
		return this.database.sql(
				"select content from notice where contact = :contact and told_at is null order by created_at, id limit "
						+ most)
			.param("contact", contact)
			.query((row, number) -> this.json.readValue(row.getString("content"), News.class))
			.list();
	}

	void told(List<UUID> ids, Instant at) {
		for (UUID id : ids) {
			this.database.sql("update notice set told_at = :at, next_try = null, problem = null where id = :id")
				.param("at", at(at))
				.param("id", id)
				.update();
		}
	}

	/**
	 * Forgets what was found before the time.
	 */
	int forget(Instant before) {
		return this.database.sql("delete from notice where created_at < :before").param("before", at(before)).update();
	}

	/**
	 * Gives each address that has notices its row.
	 */
	void adoptAddresses(Instant now) {
		for (String contact : this.database.sql("""
				select distinct contact from notice where by_mail and told_at is null
				and not exists (select 1 from notice_digest d where d.contact = notice.contact)
				""").query(String.class).list()) {
			try {
				this.database.sql("insert into notice_digest (contact, next_at, attempts) values (:contact, :at, 0)")
					.param("contact", contact)
					.param("at", at(now))
					.update();
			}
			catch (DuplicateKeyException ex) {
				// Another node was faster.
			}
		}
	}

	/**
	 * Addresses whose time has come and that have notices at least as old.
	 */
	List<Digest> dueDigests(Instant now, Instant gathered, int most) {
		return this.database.sql("""
				select contact, next_at, attempts from notice_digest d where next_at <= :now and exists
				(select 1 from notice n where n.contact = d.contact and n.told_at is null and n.created_at <= :gathered)
				order by next_at limit %d
				""".formatted(most))
			.param("now", at(now))
			.param("gathered", at(gathered))
			.query((row, number) -> new Digest(row.getString("contact"), instant(row, "next_at"),
					row.getInt("attempts")))
			.list();
	}

	/**
	 * Takes a digest that is due: of several nodes, one is told so.
	 */
	boolean claim(Digest digest, Instant until) {
		return this.database
			.sql("update notice_digest set next_at = :until where contact = :contact and next_at = :seen")
			.param("until", at(until))
			.param("contact", digest.contact())
			.param("seen", at(digest.nextAt()))
			.update() == 1;
	}

	/**
	 * @param sent whether a mail went out
	 */
	void digested(Digest digest, Instant next, @Nullable Instant sent) {
		this.database
			.sql("update notice_digest set next_at = :next, attempts = 0, problem = null,"
					+ " sent_at = coalesce(:sent, sent_at) where contact = :contact")
			.param("next", at(next))
			.param("sent", at(sent), Types.TIMESTAMP_WITH_TIMEZONE)
			.param("contact", digest.contact())
			.update();
	}

	void digestFailed(Digest digest, String problem, Instant next) {
		this.database
			.sql("update notice_digest set next_at = :next, attempts = :attempts, problem = :problem"
					+ " where contact = :contact")
			.param("next", at(next))
			.param("attempts", digest.attempts() + 1)
			.param("problem", cut(problem))
			.param("contact", digest.contact())
			.update();
	}

	/**
	 * Calls that are due, the longest overdue first.
	 */
	List<Delivery> dueDeliveries(Instant now, int most) {
		return this.database
			.sql("select id, contact, content, created_at, next_try, attempts from notice where next_try <= :now"
					+ " order by next_try limit " + most)
			.param("now", at(now))
			.query((row, number) -> new Delivery(row.getObject("id", UUID.class), row.getString("contact"),
					row.getString("content"), instant(row, "created_at"), instant(row, "next_try"),
					row.getInt("attempts")))
			.list();
	}

	boolean claim(Delivery delivery, Instant until) {
		return this.database.sql("update notice set next_try = :until where id = :id and next_try = :seen")
			.param("until", at(until))
			.param("id", delivery.id())
			.param("seen", at(delivery.nextTry()))
			.update() == 1;
	}

	/**
	 * @param next null to give it up
	 */
	void deliveryFailed(Delivery delivery, String problem, @Nullable Instant next) {
		this.database.sql("update notice set next_try = :next, attempts = :attempts, problem = :problem where id = :id")
			.param("next", at(next), Types.TIMESTAMP_WITH_TIMEZONE)
			.param("attempts", delivery.attempts() + 1)
			.param("problem", cut(problem))
			.param("id", delivery.id())
			.update();
	}

	Optional<Instant> mark(int days) {
		return this.database.sql("select seen_until from notice_mark where days = :days")
			.param("days", days)
			.query((row, number) -> instant(row, "seen_until"))
			.optional();
	}

	void insertMark(int days, Instant seenUntil) {
		try {
			this.database.sql("insert into notice_mark (days, seen_until) values (:days, :until)")
				.param("days", days)
				.param("until", at(seenUntil))
				.update();
		}
		catch (DuplicateKeyException ex) {
			// Another node was faster.
		}
	}

	/**
	 * Moves it on: of several nodes, one is told so.
	 */
	boolean moveMark(int days, Instant from, Instant to) {
		return this.database.sql("update notice_mark set seen_until = :to where days = :days and seen_until = :from")
			.param("to", at(to))
			.param("days", days)
			.param("from", at(from))
			.update() == 1;
	}

	private static String cut(String problem) {
		return problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC) : null;
	}

	/**
	 * The next mail to an address.
	 *
	 * @param nextAt not before
	 */
	record Digest(String contact, Instant nextAt, int attempts) {
	}

	/**
	 * A call of a webhook.
	 *
	 * @param content the body
	 */
	record Delivery(UUID id, String contact, String content, Instant createdAt, Instant nextTry, int attempts) {

		Duration age(Instant now) {
			return Duration.between(this.createdAt, now);
		}

	}

}
