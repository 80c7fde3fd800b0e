package handfast.handshake.doh;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bytes of a channel, one after the other, and no more than a bound of them.
 */
final class Incoming {

	private static final int MOST_BYTES = 64 * 1024;

	private final Channel channel;

	private byte[] buffer = new byte[0];

	private int read;

	private int taken;

	Incoming(Channel channel) {
		this.channel = channel;
	}

	/**
	 * @throws EOFException where the connection ends before
	 */
	int next() throws IOException {
		if (!hasNext()) {
			throw new EOFException("it closed the connection amid its answer");
		}
		return this.buffer[this.read++] & 0xff;
	}

	byte[] next(int count) throws IOException {
		if (count > MOST_BYTES) {
			throw new IOException("it announces " + count + " bytes at once");
		}
		byte[] bytes = new byte[count];
		for (int i = 0; i < count; i++) {
			bytes[i] = (byte) next();
		}
		return bytes;
	}

	int number(int bytes) throws IOException {
		int value = 0;
		for (int i = 0; i < bytes; i++) {
			value = (value << 8) | next();
		}
		return value;
	}

	/**
	 * Whether there is one more; waits for it.
	 */
	boolean hasNext() throws IOException {
		if (this.read == this.buffer.length) {
			this.buffer = this.channel.receive();
			this.read = 0;
			this.taken += this.buffer.length;
			if (this.taken > MOST_BYTES) {
				throw new IOException("its answer has more than 64 KiB");
			}
		}
		return this.buffer.length > 0;
	}

	/**
	 * A line of ASCII without its end.
	 */
	String line() throws IOException {
		byte[] line = new byte[1024];
		for (int length = 0; length < line.length; length++) {
			int next = next();
			if (next == '\n') {
				int end = (length > 0 && line[length - 1] == '\r') ? length - 1 : length;
				return new String(Arrays.copyOf(line, end), java.nio.charset.StandardCharsets.ISO_8859_1);
			}
			line[length] = (byte) next;
		}
		throw new IOException("its answer has an endless line");
	}

}
