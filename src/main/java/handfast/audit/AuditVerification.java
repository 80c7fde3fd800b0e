package handfast.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Checks the audit files of a folder: each line canonical, numbers without a gap, each
 * holding the hash of the one before. Needs the files alone and may run beside the
 * service that writes them. That lines were cut off at the end it cannot see.
 */
public final class AuditVerification {

	private AuditVerification() {
	}

	/**
	 * What the files of the folder show.
	 * @throws IOException where one can't be read
	 */
	public static Report verify(Path folder) throws IOException {
		Walk walk = new Walk();
		for (Segment segment : Segment.in(folder)) {
			walk.through(segment);
		}
		return walk.report();
	}

	/**
	 * The outcome.
	 *
	 * @param lines that are whole and belong to the chain
	 * @param first time of the oldest line; null where there is none
	 * @param last time of the newest line
	 * @param torn whether a last line is only half there, as while it is being written
	 * @param broken the first broken place of each node; empty where all is well
	 */
	public record Report(int files, long lines, @Nullable Instant first, @Nullable Instant last, boolean torn,
			List<Broken> broken) {

		public boolean isWhole() {
			return this.broken.isEmpty();
		}

	}

	/**
	 * A place where the chain does not hold.
	 *
	 * @param line from 1 within the file
	 * @param reason to be read after the place: "is not canonical JSON …"
	 */
	public record Broken(Path file, long line, String reason) {
	}

	private static final class Walk {

		private final List<Broken> broken = new ArrayList<>();

		private int files;

		private long lines;

		private @Nullable Instant first;

		private @Nullable Instant last;

		private @Nullable Segment tornIn;

		private @Nullable Segment before;

		private @Nullable UUID brokenNode;

		private long sequence;

		private String previous = AuditEntry.NOTHING_BEFORE;

		void through(Segment segment) throws IOException {
			this.files++;
			if (this.before == null || !this.before.node().equals(segment.node())) {
				this.sequence = 0;
				this.previous = AuditEntry.NOTHING_BEFORE;
				requireNumber(segment, 1);
			}
			else {
				requireNumber(segment, this.before.number() + 1);
				requireWholeEnd(this.before);
			}
			this.before = segment;
			if (!segment.node().equals(this.brokenNode)) {
				readLines(segment);
			}
		}

		Report report() {
			return new Report(this.files, this.lines, this.first, this.last, this.tornIn != null,
					List.copyOf(this.broken));
		}

		private void readLines(Segment segment) throws IOException {
			try (AuditReader.Lines reader = new AuditReader.Lines(segment)) {
				long number = 0;
				for (byte[] line = reader.next(); line.length > 0; line = reader.next()) {
					number++;
					String reason = reasonAgainst(line, segment);
					if (reason != null) {
						broken(segment, number, reason);
						return;
					}
				}
				this.tornIn = reader.isTorn() ? segment : this.tornIn;
			}
		}

		private @Nullable String reasonAgainst(byte[] line, Segment segment) {
			AuditEntry entry;
			try {
				entry = AuditEntry.read(line);
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage();
			}
			if (!entry.node().equals(segment.node())) {
				return "belongs to another node";
			}
			if (entry.sequence() != this.sequence + 1) {
				return "has number %d where %d is due".formatted(entry.sequence(), this.sequence + 1);
			}
			if (!entry.previous().equals(this.previous)) {
				return "does not hold the hash of the line before; that line or this one was changed";
			}
			take(entry, line);
			return null;
		}

		private void take(AuditEntry entry, byte[] line) {
			this.lines++;
			this.sequence = entry.sequence();
			this.previous = AuditEntry.hash(line);
			Instant time = entry.time();
			this.first = (this.first == null || time.isBefore(this.first)) ? time : this.first;
			this.last = (this.last == null || time.isAfter(this.last)) ? time : this.last;
		}

		private void requireNumber(Segment segment, int wanted) {
			if (segment.number() != wanted) {
				broken(segment, 1, "follows a file that is missing: number %d".formatted(wanted));
			}
		}

		// Only the file that is being written may end within a line.
		private void requireWholeEnd(Segment ended) {
			if (ended.equals(this.tornIn)) {
				broken(ended, 0, "ends within a line, though another file follows it");
				this.tornIn = null;
			}
		}

		private void broken(Segment segment, long line, String reason) {
			if (!segment.node().equals(this.brokenNode)) {
				this.broken.add(new Broken(segment.file(), line, reason));
				this.brokenNode = segment.node();
			}
		}

	}

}
