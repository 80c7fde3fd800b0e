package handfast.access;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import handfast.problem.ProblemType;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Remembers for 24 h which request made which thing. Controllers take an
 * {@code Optional<IdempotencyKey>} parameter; the module that makes the thing calls
 * {@link #claim} in the transaction that writes its intent.
 */
@Service
public class Idempotency {

	private static final Duration KEPT = Duration.ofHours(24);

	private static final String ONE = " where caller = :caller and path = :path and idempotency_key = :key";

	private final JdbcClient database;

	private final Clock clock;

	public Idempotency(JdbcClient database, Clock clock) {
		this.database = database;
		this.clock = clock;
	}

	/**
	 * What an earlier request with this key made, by id.
	 * @throws handfast.problem.Problem {@code IDEMPOTENCY_KEY_REUSED} where the body
	 * differs
	 */
	public Optional<UUID> find(IdempotencyKey key) {
		Optional<Row> row = select("select body_mac, made from idempotency" + ONE + " and created_at > :oldest", key)
			.param("oldest", oldest())
			.query((result, number) -> new Row(result.getBytes("body_mac"), result.getObject("made", UUID.class)))
			.optional();
		row.filter((known) -> !MessageDigest.isEqual(known.bodyMac(), key.bodyMac())).ifPresent((other) -> {
			throw ProblemType.IDEMPOTENCY_KEY_REUSED
				.because("The key was used for another body; send a new key with a new request");
		});
		return row.map(Row::made);
	}

	/**
	 * Binds the key to what is being made. Takes part in the caller's transaction.
	 * @throws handfast.problem.Problem {@code REQUEST_IN_PROGRESS} where another request
	 * holds it; the transaction can't go on then
	 */
	public void claim(IdempotencyKey key, UUID made) {
		try {
			select("delete from idempotency" + ONE + " and created_at <= :oldest", key).param("oldest", oldest())
				.update();
			select("insert into idempotency (caller, path, idempotency_key, body_mac, made, created_at) "
					+ "values (:caller, :path, :key, :mac, :made, :now)", key)
				.param("mac", key.bodyMac())
				.param("made", made)
				.param("now", now())
				.update();
		}
		catch (DataIntegrityViolationException | PessimisticLockingFailureException | QueryTimeoutException ex) {
			throw ProblemType.REQUEST_IN_PROGRESS
				.because("Ask again in a moment; the first request's result is answered then")
				.retryAfter(Duration.ofSeconds(1));
		}
	}

	/**
	 * Frees the key, after its intent became an orphan.
	 */
	public void release(UUID made) {
		this.database.sql("delete from idempotency where made = :made").param("made", made).update();
	}

	@Scheduled(fixedDelay = 3_600_000, initialDelay = 600_000)
	void forgetOld() {
		this.database.sql("delete from idempotency where created_at <= :oldest").param("oldest", oldest()).update();
	}

	private JdbcClient.StatementSpec select(String sql, IdempotencyKey key) {
		return this.database.sql(sql).param("caller", key.caller()).param("path", key.path()).param("key", key.key());
	}

	private OffsetDateTime oldest() {
		return now().minus(KEPT);
	}

	private OffsetDateTime now() {
		return OffsetDateTime.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

	private record Row(byte[] bodyMac, UUID made) {
	}

}
