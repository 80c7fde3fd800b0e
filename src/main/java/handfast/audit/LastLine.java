package handfast.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds the end of a large file's lines without reading the whole of it.
 */
final class LastLine {

	private static final int STEP = 64 * 1024;

	private LastLine() {
	}

	/**
	 * The last line that ends in a line feed, without it; empty where there is none.
	 */
	static byte[] of(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			long end = endOfWholeLines(channel);
			if (end == 0) {
				return new byte[0];
			}
			long start = feedBefore(channel, end - 1) + 1;
			return read(channel, start, Math.toIntExact(end - 1 - start));
		}
	}

	/**
	 * Where the last line feed ends; 0 where there is none.
	 */
	static long endOfWholeLines(FileChannel channel) throws IOException {
		return feedBefore(channel, channel.size()) + 1;
	}

	// Position of the last line feed before `end`, or -1.
	private static long feedBefore(FileChannel channel, long end) throws IOException {
		long until = end;
		while (until > 0) {
			long from = Math.max(0, until - STEP);
			byte[] bytes = read(channel, from, (int) (until - from));
			for (int i = bytes.length - 1; i >= 0; i--) {
				if (bytes[i] == '\n') {
					return from + i;
				}
			}
			until = from;
		}
		return -1;
	}

	private static byte[] read(FileChannel channel, long from, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length);
		while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
			// Until it is full or the file ends.
		}
		return buffer.array();
	}

}
