package handfast.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Reads what {@link SealedOutput} wrote. Hands nothing over that was not checked, and
 * says at the end whether it was the end.
 */
final class SealedInput extends InputStream {

	private final InputStream in;

	private final SecretKey key;

	private byte[] chunk = {};

	private int position;

	private byte[] ahead;

	private long number;

	private boolean ended;

	SealedInput(InputStream in, SecretKey key) throws IOException {
		this.in = in;
		this.key = key;
		this.ahead = in.readNBytes(Chunks.SEALED);
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		while (this.position == this.chunk.length) {
			if (this.ended) {
				return -1;
			}
			open();
		}
		int taken = Math.min(length, this.chunk.length - this.position);
		System.arraycopy(this.chunk, this.position, bytes, offset, taken);
		this.position += taken;
		return taken;
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

	private void open() throws IOException {
		byte[] sealed = this.ahead;
		this.ahead = this.in.readNBytes(Chunks.SEALED);
		boolean last = this.ahead.length == 0;
		try {
			this.chunk = Chunks.cipher(Cipher.DECRYPT_MODE, this.key, this.number, last).doFinal(sealed);
		}
		catch (AEADBadTagException ex) {
			throw new AlteredException(last ? "it was altered near its end, or cut off"
					: "it was altered in the 64 KiB from about byte " + this.number * Chunks.SEALED + " on");
		}
		catch (GeneralSecurityException ex) {
			throw new AlteredException("it was cut off");
		}
		this.number++;
		this.position = 0;
		this.ended = last;
	}

}
