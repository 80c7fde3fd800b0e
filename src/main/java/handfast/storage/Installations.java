package handfast.storage;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import handfast.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The one row that says which Handfast the database belongs to.
 */
@Component
@DependsOnDatabaseInitialization
public class Installations implements Installation {

	private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final JdbcClient jdbc;

	private final Clock clock;

	private volatile @Nullable Row known;

	private volatile long readAt;

	// Of the row that this process found first; 0 before.
	private final AtomicLong epoch = new AtomicLong();

	Installations(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	@Override
	public UUID id() {
		Row row = this.known;
		return (row != null) ? row.id() : current().id();
	}

	@Override
	public String publicUrl() {
		return current().publicUrl();
	}

	@Override
	public long crlNumberFloor() {
		return current().crlNumberFloor();
	}

	@Override
	public void requireCurrent() {
		long found = this.epoch.get();
		if (found != 0 && this.jdbc.sql("SELECT epoch FROM installation")
			.query(Long.class)
			.optional()
			.filter((epoch) -> epoch == found)
			.isEmpty()) {
			throw ProblemType.FENCED.because("A backup was restored into this database while this service ran: stop"
					+ " this service for good, and ask the one that was started after the restore.");
		}
	}

	/**
	 * The row as it is in the database now; empty before the first start.
	 */
	public Optional<Row> find() {
		Optional<Row> row = this.jdbc.sql("SELECT id, public_url, key_check, epoch, crl_number_floor FROM installation")
			.query((result, number) -> new Row(result.getObject("id", UUID.class), result.getString("public_url"),
					result.getString("key_check"), result.getLong("epoch"), result.getLong("crl_number_floor")))
			.optional();
		row.ifPresent((found) -> {
			this.epoch.compareAndSet(0, found.epoch());
			this.known = found;
			this.readAt = System.nanoTime();
		});
		return row;
	}

	/**
	 * Writes the row of a first start. The caller holds the database lock.
	 * @param keyCheck tells the right key-encryption key from a wrong one
	 */
	public void create(UUID id, String publicUrl, String keyCheck) {
		this.jdbc.sql("INSERT INTO installation (id, public_url, key_check, created_at) VALUES (?, ?, ?, ?)")
			.params(id, publicUrl, keyCheck, Timestamp.from(this.clock.instant()))
			.update();
		this.known = null;
	}

	public void changePublicUrl(String publicUrl) {
		this.jdbc.sql("UPDATE installation SET public_url = ?").params(publicUrl).update();
		this.known = null;
	}

	private Row current() {
		Row row = this.known;
		if (row == null || System.nanoTime() - this.readAt > REREAD_NANOS) {
			row = find().orElseThrow(() -> new IllegalStateException("The first start has not come this far"));
		}
		return row;
	}

	/**
	 * The row.
	 *
	 * @param epoch 1, and another one after each restore
	 */
	public record Row(UUID id, String publicUrl, String keyCheck, long epoch, long crlNumberFloor) {
	}

}
