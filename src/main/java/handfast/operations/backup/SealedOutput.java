package handfast.operations.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Encrypts in chunks of 64 KiB, each AES-256-GCM with a tag of its own, so that nothing
 * of a chunk is read before it was checked. The nonce counts the chunks and marks the
 * last, so that none is moved, left out or cut off: the STREAM construction, as age has
 * it.
 *
 * @spec https://eprint.iacr.org/2015/189 Hoang, Reyhanitabar, Rogaway and Vizár, §7
 */
final class SealedOutput extends FilterOutputStream {

	private final SecretKey key;

	private final byte[] chunk = new byte[Chunks.PLAIN];

	private int filled;

	private long number;

	private boolean closed;

	/**
	 * @param key for this one stream
	 */
	SealedOutput(OutputStream out, SecretKey key) {
		super(out);
		this.key = key;
	}

	@Override
	public void write(int octet) throws IOException {
		write(new byte[] { (byte) octet }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		int from = offset;
		int left = length;
		while (left > 0) {
			if (this.filled == Chunks.PLAIN) {
				seal(false);
			}
			int taken = Math.min(left, Chunks.PLAIN - this.filled);
			System.arraycopy(bytes, from, this.chunk, this.filled, taken);
			this.filled += taken;
			from += taken;
			left -= taken;
		}
	}

	/**
	 * Only what was finished is a whole stream: one that is closed without it reads as
	 * cut off.
	 */
	void finish() throws IOException {
		seal(true);
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			this.out.close();
		}
	}

	private void seal(boolean last) throws IOException {
		try {
			Cipher cipher = Chunks.cipher(Cipher.ENCRYPT_MODE, this.key, this.number++, last);
			this.out.write(cipher.doFinal(this.chunk, 0, this.filled));
			this.filled = 0;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
