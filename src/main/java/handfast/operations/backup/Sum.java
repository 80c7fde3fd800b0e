package handfast.operations.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Sums a part up while it goes by.
 */
final class Sum {

	private final MessageDigest digest = sha256();

	private long bytes;

	int blocks;

	long rows;

	void add(byte[] buffer, int offset, int length) {
		this.digest.update(buffer, offset, length);
		this.bytes += length;
	}

	Manifest.Part part(String name) {
		return new Manifest.Part(name, this.bytes, this.rows, HexFormat.of().formatHex(this.digest.digest()));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
