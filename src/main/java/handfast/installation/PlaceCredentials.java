package handfast.installation;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

import handfast.access.HostCredentials;
import handfast.access.TokenText;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.x509.Secret;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a host renews its one installation with. Each renewal hands out a new one; that
 * voids its parent and its siblings when it is first used, and that of a new kit voids
 * all others: so neither a lost answer nor a kit that was downloaded for a look locks
 * anybody out.
 */
@Component
class PlaceCredentials implements HostCredentials {

	// Compared with where there is none, so that this costs the same.
	private static final byte[] NO_HASH = new byte[32];

	// Of kits and answers that nobody has used.
	private static final int MOST_UNUSED = 10;

	private final JdbcClient database;

	private final AuditLog audit;

	private final TimeOrderedIds ids;

	private final SecureRandom random;

	private final Clock clock;

	PlaceCredentials(JdbcClient database, AuditLog audit, TimeOrderedIds ids, SecureRandom random, Clock clock) {
		this.database = database;
		this.audit = audit;
		this.ids = ids;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Makes one. Takes part in the caller's transaction.
	 * @param parent the one that it replaces when it is first used; null in a kit, which
	 * replaces all
	 */
	Secret create(UUID place, @Nullable UUID parent) {
		UUID id = this.ids.next();
		Secret secret = TokenText.random(TokenText.Kind.HOST, id, this.random);
		this.database
			.sql("insert into place_credential (id, place, parent, secret_hash, created_at)"
					+ " values (:id, :place, :parent, :hash, :at)")
			.param("id", id)
			.param("place", place)
			.param("parent", parent, java.sql.Types.OTHER)
			.param("hash", TokenText.parse(new String(secret.value())).orElseThrow().secretHash())
			.param("at", now())
			.update();
		forgetOldest(place);
		return secret;
	}

	/**
	 * The place that a host's credential is for; empty where it was voided since.
	 */
	Optional<UUID> placeOf(UUID credential) {
		return find(credential).map(Row::place);
	}

	@Override
	@Transactional
	public boolean authenticate(UUID credential, byte[] secretHash) {
		Optional<Row> row = find(credential);
		boolean right = MessageDigest.isEqual(row.map(Row::hash).orElse(NO_HASH), secretHash);
		if (!right || row.isEmpty()) {
			return false;
		}
		if (!row.get().used()) {
			firstUse(credential, row.get());
		}
		return true;
	}

	private void firstUse(UUID credential, Row row) {
		this.database.sql("update place_credential set used_at = :at where id = :id")
			.param("at", now())
			.param("id", credential)
			.update();
		UUID parent = row.parent();
		int voided = (parent == null)
				? this.database.sql("delete from place_credential where place = :place and id <> :id")
					.param("place", row.place())
					.param("id", credential)
					.update()
				: this.database
					.sql("delete from place_credential where place = :place and id <> :id"
							+ " and (id = :parent or parent = :parent)")
					.param("place", row.place())
					.param("id", credential)
					.param("parent", parent)
					.update();
		this.audit.record(AuditLine.of(credential.toString(), "installation.credential", row.place().toString(), "done")
			.withDetail("first used; voids " + voided));
	}

	private void forgetOldest(UUID place) {
		this.database
			.sql("select id from place_credential where place = :place and used_at is null order by id desc offset "
					+ MOST_UNUSED + " rows")
			.param("place", place)
			.query(UUID.class)
			.list()
			.forEach((id) -> this.database.sql("delete from place_credential where id = :id").param("id", id).update());
	}

	private Optional<Row> find(UUID credential) {
		return this.database.sql("select place, parent, secret_hash, used_at from place_credential where id = :id")
			.param("id", credential)
			.query((row, number) -> new Row(row.getObject("place", UUID.class), row.getObject("parent", UUID.class),
					row.getBytes("secret_hash"), row.getObject("used_at") != null))
			.optional();
	}

	private OffsetDateTime now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	private record Row(UUID place, @Nullable UUID parent, byte[] hash, boolean used) {
	}

}
