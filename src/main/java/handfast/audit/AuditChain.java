package handfast.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;

/**
 * The end of a node's chain and the file that it is written to. Used by one thread.
 */
class AuditChain implements AutoCloseable {

	private final long segmentSize;

	private final Path folder;

	private Segment segment;

	private FileChannel channel;

	// All up to here is whole and forced.
	private long position;

	private long sequence;

	private String previous = AuditEntry.NOTHING_BEFORE;

	private long cut;

	AuditChain(Path folder, UUID node, long segmentSize) throws IOException {
		this.folder = folder;
		this.segmentSize = segmentSize;
		Files.createDirectories(folder);
		List<Segment> segments = Segment.in(folder, node);
		this.segment = segments.isEmpty() ? Segment.of(folder, node, 1) : segments.getLast();
		this.channel = open(this.segment);
		resume(segments);
	}

	/**
	 * Bytes of a torn last line that were cut off when the file was opened; a write was
	 * cut short and nobody was told that it was done.
	 */
	long cut() {
		return this.cut;
	}

	long sequence() {
		return this.sequence;
	}

	/**
	 * Writes and forces entries that come after each other. Either all are on disk after
	 * it, or it throws and the next call begins where this one did.
	 * @param entries made from the number and the hash before each
	 */
	void append(List<? extends EntryMaker> entries) throws IOException {
		prepare();
		long number = this.sequence;
		String before = this.previous;
		byte[][] lines = new byte[entries.size()][];
		int length = 0;
		for (int i = 0; i < lines.length; i++) {
			byte[] bytes = entries.get(i).make(++number, before).bytes();
			before = AuditEntry.hash(bytes);
			lines[i] = bytes;
			length += bytes.length + 1;
		}
		write(lines, length);
		this.sequence = number;
		this.previous = before;
		this.position += length;
	}

	private void write(byte[][] lines, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length);
		for (byte[] line : lines) {
			buffer.put(line).put((byte) '\n');
		}
		buffer.flip();
		while (buffer.hasRemaining()) {
			this.channel.write(buffer);
		}
		this.channel.force(false);
	}

	// After a failure the file may hold what nobody was told is done.
	private void prepare() throws IOException {
		if (!this.channel.isOpen() || this.channel.size() != this.position) {
			this.channel.close();
			this.channel = open(this.segment);
			this.channel.truncate(this.position);
			this.channel.position(this.position);
			this.channel.force(true);
		}
		if (this.position >= this.segmentSize) {
			Segment next = Segment.of(this.folder, this.segment.node(), this.segment.number() + 1);
			FileChannel opened = open(next);
			opened.truncate(0);
			this.channel.close();
			this.segment = next;
			this.channel = opened;
			this.position = 0;
		}
	}

	private void resume(List<Segment> segments) throws IOException {
		this.position = LastLine.endOfWholeLines(this.channel);
		this.cut = this.channel.size() - this.position;
		this.channel.truncate(this.position);
		this.channel.position(this.position);
		this.channel.force(true);
		for (Segment candidate : segments.reversed()) {
			byte[] last = LastLine.of(candidate.file());
			if (last.length > 0) {
				AuditEntry entry = read(candidate, last);
				this.sequence = entry.sequence();
				this.previous = AuditEntry.hash(last);
				return;
			}
		}
	}

	private static AuditEntry read(Segment segment, byte[] line) throws IOException {
		try {
			return AuditEntry.read(line);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(
					"The last line of %s %s; move the file away and keep it".formatted(segment.file(), ex.getMessage()),
					ex);
		}
	}

	private FileChannel open(Segment segment) throws IOException {
		boolean made = !Files.exists(segment.file());
		FileChannel opened = FileChannel.open(segment.file(),
				EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		if (made) {
			// A new name is on disk only when its folder is.
			try (FileChannel directory = FileChannel.open(this.folder, StandardOpenOption.READ)) {
				directory.force(true);
			}
		}
		return opened;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * Makes an entry once its place in the chain is known.
	 */
	interface EntryMaker {

		AuditEntry make(long sequence, String previous);

	}

}
