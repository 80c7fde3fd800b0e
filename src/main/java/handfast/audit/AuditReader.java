package handfast.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import handfast.storage.Home;
import handfast.storage.Node;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads this node's audit back.
 */
@Component
public class AuditReader {

	// A line is written before its transaction commits, so a kill may leave the copy of a
	// line without what it tells of. Far more than can be under way at once.
	private static final long COPIED_TOO_EARLY = 1000;

	private final Home home;

	private final UUID node;

	private final JdbcClient database;

	AuditReader(Home home, Node node, JdbcClient database) {
		this.home = home;
		this.node = node.id();
		this.database = database;
	}

	/**
	 * Hands over, oldest first, the lines whose rows the database may not have: those
	 * that it has no copy of, few after an ordinary stop, all since the backup after a
	 * restore (security §2.2), and the last that it has one of. The copy catches up only
	 * once the service is ready.
	 */
	public void forEachPerhapsUnknownToDatabase(Consumer<AuditEntry> consumer) {
		forEachFromOtherNodes(consumer);
		forEachAfter(lastCopied() - COPIED_TOO_EARLY, consumer);
	}

	/**
	 * The same of nodes whose audit lies here and is not this node's: after a restore,
	 * the lost one's.
	 */
	public void forEachFromOtherNodes(Consumer<AuditEntry> consumer) {
		lastCopiedOfOthers().forEach((other, copied) -> forEachAfter(this.home.resolve("audit"), other,
				copied - COPIED_TOO_EARLY, consumer));
	}

	/**
	 * Number of the newest line that the searchable copy has of other nodes whose audit
	 * lies here, or had in the backup; those that it has whole are left out.
	 */
	Map<UUID, Long> lastCopiedOfOthers() {
		Path folder = this.home.resolve("audit");
		Map<UUID, Long> restored = AuditArchive.readKnown(folder);
		Map<UUID, Long> copied = new TreeMap<>();
		AuditArchive.lastLines(folder).forEach((other, last) -> {
			long known = other.equals(this.node) ? last
					: Objects.requireNonNullElseGet(restored.get(other), () -> lastCopied(other));
			if (known < last) {
				copied.put(other, known);
			}
		});
		return copied;
	}

	/**
	 * Hands over all lines whose number is larger, oldest first; a torn last line is left
	 * out.
	 */
	public void forEachAfter(long sequence, Consumer<AuditEntry> consumer) {
		forEachAfter(this.home.resolve("audit"), this.node, sequence, consumer);
	}

	static void forEachAfter(Path folder, UUID node, long sequence, Consumer<AuditEntry> consumer) {
		try {
			List<Segment> segments = Segment.in(folder, node);
			for (int i = 0; i < segments.size(); i++) {
				boolean allKnown = i + 1 < segments.size() && firstNumber(segments.get(i + 1)) <= sequence + 1;
				if (!allKnown) {
					read(segments.get(i), sequence, consumer);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Number of the newest line that the searchable copy has; 0 for none.
	 */
	long lastCopied() {
		return lastCopied(this.node);
	}

	private long lastCopied(UUID node) {
		return this.database.sql("select coalesce(max(line_number), 0) from audit_line where node = :node")
			.param("node", node)
			.query(Long.class)
			.single();
	}

	/**
	 * The segment that a line is in, or will be in.
	 */
	Optional<Segment> segmentHolding(long sequence) throws IOException {
		Segment found = null;
		for (Segment segment : Segment.in(this.home.resolve("audit"), this.node)) {
			if (found == null || firstNumber(segment) <= sequence) {
				found = segment;
			}
		}
		return Optional.ofNullable(found);
	}

	private static long firstNumber(Segment segment) throws IOException {
		try (Lines lines = new Lines(segment)) {
			byte[] first = lines.next();
			return (first.length > 0) ? AuditEntry.read(first).sequence() : Long.MAX_VALUE;
		}
	}

	private static void read(Segment segment, long after, Consumer<AuditEntry> consumer) throws IOException {
		try (Lines lines = new Lines(segment)) {
			for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
				AuditEntry entry = AuditEntry.read(line);
				if (entry.sequence() > after) {
					consumer.accept(entry);
				}
			}
		}
	}

	/**
	 * Whole lines of a segment, one after the other.
	 */
	static final class Lines implements AutoCloseable {

		private final InputStream input;

		private boolean torn;

		private long offset;

		Lines(Segment segment) throws IOException {
			this(segment, 0);
		}

		Lines(Segment segment, long offset) throws IOException {
			FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ).position(offset);
			this.input = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
			this.offset = offset;
		}

		/**
		 * The next line without its line feed; empty at the end.
		 */
		byte[] next() throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream(512);
			for (int octet = this.input.read(); octet >= 0; octet = this.input.read()) {
				if (octet == '\n') {
					this.offset += line.size() + 1;
					return (line.size() > 0) ? line.toByteArray() : new byte[] { '\n' };
				}
				line.write(octet);
			}
			this.torn = line.size() > 0;
			return new byte[0];
		}

		/**
		 * Where the last line that was handed out ends.
		 */
		long offset() {
			return this.offset;
		}

		/**
		 * Whether the file ended within a line.
		 */
		boolean isTorn() {
			return this.torn;
		}

		@Override
		public void close() throws IOException {
			this.input.close();
		}

	}

}
