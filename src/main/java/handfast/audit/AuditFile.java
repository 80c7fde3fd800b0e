package handfast.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

import handfast.problem.ProblemType;
import handfast.storage.Home;
import handfast.storage.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The audit file of this node. One thread writes; all lines that wait for it are forced
 * together, so that the price of a force is shared.
 */
@Component
class AuditFile implements AuditLog, DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(AuditFile.class);

	private static final int LARGEST_GROUP = 1000;

	private static final Duration RETRY = Duration.ofSeconds(5);

	private final UUID node;

	private final Clock clock;

	private final AuditChain chain;

	private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>(100_000);

	private final Thread writer;

	private volatile boolean closed;

	private volatile boolean failing;

	private volatile long forced;

	AuditFile(Home home, Node node, Clock clock, AuditProperties properties) {
		this.node = node.id();
		this.clock = clock;
		this.chain = open(home, node, properties.segmentSize().toBytes());
		this.forced = this.chain.sequence();
		this.writer = Thread.ofPlatform().name("audit").daemon().start(this::write);
		if (this.chain.cut() > 0) {
			record(AuditLine.of("handfast", "audit.open", null, "done")
				.withDetail("cut %d bytes of a line that was never whole".formatted(this.chain.cut())));
		}
	}

	private static AuditChain open(Home home, Node node, long segmentSize) {
		try {
			return new AuditChain(home.resolve("audit"), node.id(), segmentSize);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Ticket append(AuditLine line) {
		Pending pending = new Pending(this.node, this.clock.instant().truncatedTo(ChronoUnit.MICROS), line,
				new CompletableFuture<>());
		if (this.closed || !this.queue.offer(pending)) {
			pending.done().completeExceptionally(new IOException("The audit is closed or far behind"));
		}
		return pending;
	}

	@Override
	public void requireWritable() {
		if (this.failing) {
			// Someone must try, or it would not be noticed that the disk is mended.
			record(AuditLine.of("handfast", "audit.resume", null, "done"));
		}
	}

	/**
	 * Number of the last line that is on disk for good.
	 */
	long forced() {
		return this.forced;
	}

	private void write() {
		List<Pending> group = new ArrayList<>();
		while (!this.closed || !this.queue.isEmpty()) {
			try {
				group.add(this.queue.take());
				this.queue.drainTo(group, LARGEST_GROUP - 1);
				group.removeIf((pending) -> pending == Pending.STOP);
				force(group);
			}
			catch (InterruptedException ex) {
				// Only the closing of this file ends the thread.
			}
			group.clear();
		}
	}

	private void force(List<Pending> group) {
		try {
			this.chain.append(group);
			this.forced = this.chain.sequence();
			this.failing = false;
			group.forEach((pending) -> pending.done().complete(null));
		}
		catch (Throwable ex) {
			// An error too: were this thread to end, all would wait for ever.
			if (!this.failing) {
				log.error("The audit can't be written; nothing is done until it can", ex);
			}
			this.failing = true;
			group.forEach((pending) -> pending.done().completeExceptionally(ex));
		}
	}

	@Override
	public void destroy() throws Exception {
		this.closed = true;
		this.queue.add(Pending.STOP);
		this.writer.join();
		this.chain.close();
	}

	private record Pending(UUID node, Instant time, AuditLine line,
			CompletableFuture<Void> done) implements Ticket, AuditChain.EntryMaker {

		static final Pending STOP = new Pending(new UUID(0, 0), Instant.EPOCH, AuditLine.of("", "", null, ""),
				new CompletableFuture<>());

		@Override
		public AuditEntry make(long sequence, String previous) {
			return new AuditEntry(sequence, this.time, this.node, this.line, previous);
		}

		@Override
		public void await() {
			try {
				this.done.join();
			}
			catch (CompletionException ex) {
				throw ProblemType.AUDIT_UNAVAILABLE
					.because("An administrator must make room on, or mend, the disk of the audit file")
					.retryAfter(RETRY);
			}
		}

	}

}
