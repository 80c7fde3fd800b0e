package handfast.handshake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import handfast.handshake.form.ReportText;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps reports: compressed, written by a thread of their own after the answer. One that
 * waits to be written is found as well.
 */
@Service
@EnableConfigurationProperties(ReportProperties.class)
class Reports {

	private static final Logger log = LoggerFactory.getLogger(Reports.class);

	private static final int MOST_WAITING = 1000;

	private static final int MOST_AT_ONCE = 50;

	private static final Instant FOR_GOOD = Instant.parse("9000-01-01T00:00:00Z");

	private final JdbcClient database;

	private final TransactionTemplate transactions;

	private final JsonMapper json;

	private final Clock clock;

	private final Duration keep;

	private final BlockingQueue<Kept> queue = new ArrayBlockingQueue<>(MOST_WAITING);

	private final Map<UUID, Kept> waiting = new ConcurrentHashMap<>();

	private final Thread writer = Thread.ofPlatform().daemon().name("report-writer").unstarted(this::writeAll);

	private volatile boolean open = true;

	Reports(JdbcClient database, TransactionTemplate transactions, JsonMapper json, Clock clock,
			ReportProperties properties) {
		this.database = database;
		this.transactions = transactions;
		this.json = json;
		this.clock = clock;
		this.keep = properties.keep();
		this.writer.start();
	}

	/**
	 * Keeps a report, without waiting unless a thousand wait already.
	 * @param certificate that it proves; null for a site's
	 * @param owner who asked; null where the certificate's owner sees it
	 * @param expires notAfter of the certificate
	 */
	void keep(HandshakeReport report, @Nullable UUID certificate, @Nullable UUID owner, @Nullable Instant expires) {
		Instant from = (expires != null && expires.isAfter(report.startedAt())) ? expires : report.startedAt();
		Kept kept = new Kept(report, certificate, owner, from.plus(this.keep));
		this.waiting.put(report.id(), kept);
		try {
			this.queue.put(kept);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.waiting.remove(report.id());
		}
	}

	/**
	 * Keeps a report until it is released.
	 */
	void keepForGood(HandshakeReport report, UUID owner) {
		keep(report, null, owner, FOR_GOOD);
	}

	/**
	 * Has a report that was kept for good go when any other would.
	 */
	void release(UUID id) {
		this.database.sql("update report set kept_until = :until where id = :id")
			.param("until", at(this.clock.instant().plus(this.keep)))
			.param("id", id)
			.update();
	}

	Optional<Stored> find(UUID id) {
		Kept kept = this.waiting.get(id);
		if (kept != null) {
			return Optional
				.of(new Stored(kept.report(), kept.certificate(), kept.owner(), ReportText.summary(kept.report())));
		}
		return this.database.sql("select certificate_id, owner, summary, content from report where id = :id")
			.param("id", id)
			.query((row, number) -> new Stored(read(row.getBytes("content")),
					row.getObject("certificate_id", UUID.class), row.getObject("owner", UUID.class),
					row.getString("summary")))
			.optional();
	}

	/**
	 * Lets go of what has been kept long enough; the summary stays.
	 */
	@Scheduled(cron = "0 40 3 * * *")
	void letGo() {
		this.database.sql("update report set content = null where kept_until < :now and content is not null")
			.param("now", at(this.clock.instant()))
			.update();
	}

	@PreDestroy
	void close() throws InterruptedException {
		this.open = false;
		this.writer.interrupt();
		this.writer.join(Duration.ofSeconds(10));
	}

	private void writeAll() {
		while (this.open || !this.queue.isEmpty()) {
			List<Kept> batch = new ArrayList<>();
			try {
				if (this.open) {
					batch.add(this.queue.take());
				}
			}
			catch (InterruptedException ex) {
				// Closing: what waits is still written.
			}
			this.queue.drainTo(batch, MOST_AT_ONCE);
			write(batch);
		}
	}

	// A report that the database refuses does not take the others of its batch along.
	private void write(List<Kept> batch) {
		try {
			insertAll(batch);
		}
		catch (RuntimeException ex) {
			for (Kept kept : batch) {
				try {
					insertAll(List.of(kept));
				}
				catch (RuntimeException again) {
					log.warn("Handshake report {} could not be stored: {}", kept.report().id(),
							again.getClass().getSimpleName());
				}
			}
		}
		finally {
			batch.forEach((kept) -> this.waiting.remove(kept.report().id()));
		}
	}

	private void insertAll(List<Kept> batch) {
		this.transactions.executeWithoutResult((transaction) -> batch.forEach(this::insert));
	}

	private void insert(Kept kept) {
		HandshakeReport report = kept.report();
		OffsetDateTime createdAt = at(report.startedAt());
		if (kept.certificate() != null) {
			// Only the last proof outlives the ordinary time.
			this.database.sql(
					"update report set kept_until = :until where certificate_id = :certificate and kept_until > :until")
				.param("until", at(this.clock.instant().plus(this.keep)))
				.param("certificate", kept.certificate())
				.update();
		}
		this.database.sql("insert into report (id, certificate_id, owner, kind, verdict, created_at, summary, content, "
				+ "kept_until) values (:id, :certificate, :owner, :kind, :verdict, :createdAt, :summary, :content, :until)")
			.param("id", report.id())
			.param("certificate", kept.certificate())
			.param("owner", kept.owner())
			.param("kind", (kept.certificate() != null) ? "proof" : "site")
			.param("verdict", report.verdict())
			.param("createdAt", createdAt)
			.param("summary", ReportText.summary(report))
			.param("content", compress(report))
			.param("until", at(kept.until()))
			.update();
	}

	private byte[] compress(HandshakeReport report) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			this.json.writeValue(gzip, report);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private @Nullable HandshakeReport read(byte @Nullable [] content) {
		if (content == null) {
			return null;
		}
		try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
			return this.json.readValue(gzip, HandshakeReport.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static OffsetDateTime at(Instant instant) {
		return instant.truncatedTo(java.time.temporal.ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	/**
	 * @param until when it may go
	 */
	private record Kept(HandshakeReport report, @Nullable UUID certificate, @Nullable UUID owner, Instant until) {
	}

	/**
	 * A report as it is kept.
	 *
	 * @param report null once its time is over
	 */
	record Stored(@Nullable HandshakeReport report, @Nullable UUID certificate, @Nullable UUID owner, String summary) {
	}

}
