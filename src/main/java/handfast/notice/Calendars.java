package handfast.notice;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.Paging;
import handfast.access.Role;
import handfast.access.TokenText;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.certificate.Certificate;
import handfast.certificate.Contact;
import handfast.certificate.Expiring;
import handfast.notice.CalendarFeed.Event;
import handfast.problem.ProblemType;
import handfast.storage.Installation;
import handfast.x509.ObservedName;
import handfast.x509.Secret;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The calendar of what ends, and the addresses that programs read it at: most can send no
 * token, so that the address holds a secret, good for reading this and nothing else.
 */
@Service
class Calendars {

	// Whoever looks further ahead than a year looks at another place than a calendar.
	private static final Duration AHEAD = Duration.ofDays(400);

	private static final int MOST_EVENTS = 1000;

	private static final byte[] NO_HASH = new byte[32];

	private final JdbcClient database;

	private final Expiring expiring;

	private final Authorities authorities;

	private final Installation installation;

	private final AuditLog audit;

	private final TransactionTemplate transaction;

	private final TimeOrderedIds ids;

	private final SecureRandom random;

	private final Clock clock;

	Calendars(JdbcClient database, Expiring expiring, Authorities authorities, Installation installation,
			AuditLog audit, TransactionTemplate transaction, TimeOrderedIds ids, SecureRandom random, Clock clock) {
		this.database = database;
		this.expiring = expiring;
		this.authorities = authorities;
		this.installation = installation;
		this.audit = audit;
		this.transaction = transaction;
		this.ids = ids;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * What ends of that which the caller sees: the thousand that end first.
	 * @param contact those alone that it is told of; null for all
	 */
	byte[] feed(Caller caller, @Nullable Contact contact) {
		Instant now = this.clock.instant();
		List<Event> events = new ArrayList<>();
		if (contact == null) {
			this.authorities.all()
				.stream()
				.filter((authority) -> authority.state().isInTurn())
				.map(this::event)
				.forEach(events::add);
		}
		this.expiring.soonest(caller, contact, now.plus(AHEAD), MOST_EVENTS)
			.stream()
			.filter((certificate) -> certificate.kind() == Certificate.Kind.END_ENTITY)
			.map(this::event)
			.forEach(events::add);
		return CalendarFeed.write("Handfast", events);
	}

	/**
	 * The same by an address.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where it is none, or no more
	 */
	byte[] feed(String presented) {
		Optional<TokenText> text = TokenText.parse(presented)
			.filter((token) -> token.kind() == TokenText.Kind.CALENDAR);
		Optional<Row> row = text.map(TokenText::id).flatMap(this::find);
		boolean right = MessageDigest.isEqual(row.map(Row::secretHash).orElse(NO_HASH),
				text.map(TokenText::secretHash).orElse(NO_HASH));
		Row calendar = row.filter((found) -> right)
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no calendar here: make one with POST /api/v1/calendars."));
		UUID owner = calendar.owner();
		Caller reader = new Caller((owner != null) ? owner : calendar.calendar().id(), "calendar",
				(owner != null) ? Role.REQUESTER : Role.READER, List.of(), List.of(), null);
		return feed(reader, calendar.calendar().contact());
	}

	/**
	 * Makes an address, which shows what its maker sees now and later.
	 */
	Created create(String name, @Nullable Contact contact, Caller caller) {
		UUID id = this.ids.next();
		Secret secret = TokenText.random(TokenText.Kind.CALENDAR, id, this.random);
		Calendar calendar = new Calendar(id, name, contact, caller.actor(),
				this.clock.instant().truncatedTo(ChronoUnit.MICROS));
		this.transaction.executeWithoutResult((status) -> {
			this.database.sql("""
					insert into calendar (id, name, secret_hash, owner, contact, created_by, created_at)
					values (:id, :name, :hash, :owner, :contact, :by, :at)
					""")
				.param("id", id)
				.param("name", name)
				.param("hash", TokenText.parse(new String(secret.value())).orElseThrow().secretHash())
				.param("owner", (caller.role() == Role.REQUESTER) ? caller.id() : null, Types.OTHER)
				.param("contact", (contact != null) ? contact.text() : null, Types.VARCHAR)
				.param("by", caller.actor())
				.param("at", calendar.createdAt().atOffset(ZoneOffset.UTC))
				.update();
			this.audit.record(AuditLine.of(caller.actor(), "calendar.create", id.toString(), "done")
				.withRequest(caller.requestId()));
		});
		return new Created(calendar, secret);
	}

	/**
	 * Newest first; of others than administrators their own.
	 */
	List<Calendar> list(Caller caller, Paging paging) {
		UUID before = paging.isFirst() ? new UUID(-1, -1) : UUID.fromString(paging.position().getFirst());
		return this.database
			.sql("select * from calendar where id < :before" + (caller.isAdministrator() ? "" : " and created_by = :by")
					+ " order by id desc limit " + paging.rows())
			.param("before", before)
			.param("by", caller.actor())
			.query((row, number) -> read(row).calendar())
			.list();
	}

	/**
	 * Ends an address.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where the caller has no such
	 */
	void delete(UUID id, Caller caller) {
		find(id).filter((row) -> caller.isAdministrator() || row.calendar().createdBy().equals(caller.actor()))
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no calendar " + id + "; GET /api/v1/calendars lists them"));
		this.transaction.executeWithoutResult((status) -> {
			this.database.sql("delete from calendar where id = :id").param("id", id).update();
			this.audit.record(AuditLine.of(caller.actor(), "calendar.delete", id.toString(), "done")
				.withRequest(caller.requestId()));
		});
	}

	private Optional<Row> find(UUID id) {
		return this.database.sql("select * from calendar where id = :id")
			.param("id", id)
			.query((row, number) -> read(row))
			.optional();
	}

	private Event event(Certificate certificate) {
		String names = certificate.names().stream().map(ObservedName::value).collect(Collectors.joining(", "));
		return new Event("certificate-" + certificate.id() + "@" + this.installation.id(), certificate.createdAt(),
				certificate.notAfter(), Notices.nameOf(certificate) + ": certificate ends",
				"Ends " + Notices.text(certificate.notAfter()) + "\nNames: " + names + "\nSerial number: "
						+ certificate.serial() + "\nIssuer: " + certificate.issuer() + "\nCertificate: "
						+ certificate.id() + (certificate.renewsItself() ? "\nIt is renewed by itself." : ""));
	}

	private Event event(Authority authority) {
		Instant ends = authority.notAfter();
		return new Event("authority-" + authority.id() + "@" + this.installation.id(), authority.createdAt(), ends,
				authority.name() + ": CA ends", "Ends " + Notices.text(ends));
	}

	private static Row read(ResultSet row) throws SQLException {
		String contact = row.getString("contact");
		return new Row(
				new Calendar(row.getObject("id", UUID.class), row.getString("name"),
						(contact != null) ? Contact.parse(contact) : null, row.getString("created_by"),
						row.getObject("created_at", OffsetDateTime.class).toInstant()),
				row.getBytes("secret_hash"), row.getObject("owner", UUID.class));
	}

	/**
	 * An address of the calendar.
	 *
	 * @param contact what it is narrowed to; null for all
	 */
	record Calendar(UUID id, String name, @Nullable Contact contact, String createdBy, Instant createdAt) {
	}

	/**
	 * One that was made.
	 *
	 * @param secret told this once
	 */
	record Created(Calendar calendar, Secret secret) {
	}

	private record Row(Calendar calendar, byte[] secretHash, @Nullable UUID owner) {
	}

}
