package handfast.operations;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How content goes over the control socket: pieces behind their lengths, and a length of
 * 0 at the end, so that a connection that breaks is not taken for the end.
 */
final class ControlFrames {

	private static final int LARGEST = 1 << 20;

	private ControlFrames() {
	}

	/**
	 * Writes pieces; its {@code close} writes the end and leaves the connection open.
	 */
	static OutputStream to(OutputStream out) {
		DataOutputStream data = new DataOutputStream(out);
		return new OutputStream() {
			@Override
			public void write(int octet) throws IOException {
				write(new byte[] { (byte) octet }, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				for (int done = 0; done < length; done += LARGEST) {
					int piece = Math.min(LARGEST, length - done);
					data.writeInt(piece);
					data.write(bytes, offset + done, piece);
				}
			}

			@Override
			public void close() throws IOException {
				data.writeInt(0);
				data.flush();
			}
		};
	}

	/**
	 * Copies until the end.
	 * @throws EOFException where the connection breaks before it
	 */
	static void copy(DataInputStream in, OutputStream to) throws IOException {
		for (int length = in.readInt(); length != 0; length = in.readInt()) {
			if (length < 0 || length > LARGEST) {
				throw new IOException("what the service says can't be read");
			}
			byte[] piece = in.readNBytes(length);
			if (piece.length < length) {
				throw new EOFException();
			}
			to.write(piece);
		}
	}

}
