package handfast.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import handfast.storage.Home;
import handfast.storage.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Copies the audit file into the database, where it can be searched. Follows the file, so
 * that nobody waits for it and a database that was away is caught up with. Begins when
 * the service is ready, after whoever looks for lines that the database has no copy of.
 */
@Component
class AuditCopy implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(AuditCopy.class);

	private static final int BATCH = 500;

	private static final long PAUSE_MILLIS = 500;

	private static final String INSERT = """
			insert into audit_line (node, line_number, recorded_at, actor, action, object, outcome, request_id,
				issuer, shard, serial_number, not_after, tbs_hash, certificate_hash, detail, hash)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private final Home home;

	private final Node node;

	private final AuditFile file;

	private final AuditReader reader;

	private final JdbcTemplate database;

	private final TransactionTemplate transaction;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private @Nullable Thread thread;

	private boolean othersCopied;

	private @Nullable Segment segment;

	private long offset;

	private long copied;

	AuditCopy(Home home, Node node, AuditFile file, AuditReader reader, JdbcTemplate database,
			PlatformTransactionManager transactions) {
		this.home = home;
		this.node = node;
		this.file = file;
		this.reader = reader;
		this.database = database;
		this.transaction = new TransactionTemplate(transactions);
	}

	// A command on a home that no service runs on looks for no lines, so it copies none.
	@EventListener
	void start(ApplicationReadyEvent event) {
		if (!(event.getApplicationContext() instanceof WebServerApplicationContext)) {
			return;
		}
		this.thread = Thread.ofPlatform().name("audit-copy").daemon().start(this::follow);
	}

	private void follow() {
		boolean behind = false;
		do {
			try {
				copyOthers();
				copyAll();
				behind = false;
			}
			catch (IOException | UncheckedIOException | DataAccessException | TransactionException
					| IllegalArgumentException ex) {
				this.segment = null;
				if (!behind) {
					log.warn("The searchable copy of the audit is behind: {}", ex.toString());
				}
				behind = true;
			}
		}
		while (!stopsWithin(PAUSE_MILLIS));
	}

	// Once: nobody writes to them any more.
	private void copyOthers() {
		if (this.othersCopied) {
			return;
		}
		this.reader.lastCopiedOfOthers().forEach((other, copied) -> {
			List<AuditEntry> batch = new ArrayList<>();
			AuditReader.forEachAfter(this.home.resolve("audit"), other, copied, (entry) -> {
				batch.add(entry);
				if (batch.size() == BATCH) {
					insertMissing(batch);
					batch.clear();
				}
			});
			insertMissing(batch);
		});
		AuditArchive.deleteKnown(this.home.resolve("audit"));
		this.othersCopied = true;
	}

	// A lost service that is alive may have copied some.
	private void insertMissing(List<AuditEntry> batch) {
		try {
			insert(batch);
		}
		catch (DuplicateKeyException ex) {
			if (batch.size() > 1) {
				batch.forEach((entry) -> insertMissing(List.of(entry)));
			}
		}
	}

	private void insert(List<AuditEntry> batch) {
		this.transaction
			.executeWithoutResult((status) -> this.database.batchUpdate(INSERT, batch, BATCH, AuditCopy::bind));
	}

	/**
	 * Copies all that is on disk by now.
	 */
	synchronized void copyAll() throws IOException {
		if (this.segment == null) {
			this.copied = this.reader.lastCopied();
			this.offset = 0;
			this.segment = this.reader.segmentHolding(this.copied + 1).orElse(null);
		}
		while (this.segment != null && this.copied < this.file.forced() && this.stopped.getCount() > 0) {
			if (copyBatch(this.segment) == 0) {
				Segment next = Segment.of(this.home.resolve("audit"), this.node.id(), this.segment.number() + 1);
				if (!next.file().toFile().exists()) {
					return;
				}
				this.segment = next;
				this.offset = 0;
			}
		}
	}

	private int copyBatch(Segment segment) throws IOException {
		List<AuditEntry> batch = new ArrayList<>();
		long end;
		int seen = 0;
		try (AuditReader.Lines lines = new AuditReader.Lines(segment, this.offset)) {
			end = this.offset;
			long forced = this.file.forced();
			for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
				AuditEntry entry = AuditEntry.read(line);
				if (entry.sequence() > forced) {
					break;
				}
				seen++;
				end = lines.offset();
				if (entry.sequence() > this.copied) {
					batch.add(entry);
				}
				if (batch.size() == BATCH) {
					break;
				}
			}
		}
		if (!batch.isEmpty()) {
			insert(batch);
			this.copied = batch.getLast().sequence();
		}
		this.offset = end;
		return seen;
	}

	private static void bind(PreparedStatement row, AuditEntry entry) throws SQLException {
		AuditLine line = entry.line();
		AuditLine.Signing signing = line.signing();
		row.setObject(1, entry.node());
		row.setLong(2, entry.sequence());
		row.setObject(3, OffsetDateTime.ofInstant(entry.time(), ZoneOffset.UTC));
		row.setString(4, cut(line.actor(), 64));
		row.setString(5, cut(line.action(), 100));
		row.setString(6, cut(line.object(), 500));
		row.setString(7, cut(line.outcome(), 20));
		row.setString(8, cut(line.requestId(), 64));
		if (signing != null) {
			row.setObject(9, signing.issuerKey());
		}
		else {
			row.setNull(9, Types.OTHER);
		}
		row.setObject(10, (signing != null) ? signing.shard() : null, Types.INTEGER);
		row.setString(11, (signing != null) ? signing.serial().hex() : null);
		row.setObject(12, (signing != null) ? OffsetDateTime.ofInstant(signing.notAfter(), ZoneOffset.UTC) : null,
				Types.TIMESTAMP_WITH_TIMEZONE);
		row.setString(13, (signing != null) ? cut(signing.tbsHash(), 64) : null);
		row.setString(14, (signing != null) ? cut(signing.certificateHash(), 64) : null);
		row.setString(15, cut(line.detail(), 2000));
		row.setString(16, entry.hash());
	}

	// PostgreSQL takes no NUL in text.
	private static @Nullable String cut(@Nullable String text, int length) {
		if (text == null) {
			return null;
		}
		String clean = text.replace('\0', '?');
		return (clean.length() > length) ? clean.substring(0, length) : clean;
	}

	private boolean stopsWithin(long millis) {
		try {
			return this.stopped.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	@Override
	public void destroy() throws Exception {
		this.stopped.countDown();
		if (this.thread != null) {
			this.thread.join();
		}
	}

}
