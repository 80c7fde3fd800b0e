package handfast.handshake.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into TLS records.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9846#section-5.1 RFC 9846 §5.1
 */
public final class Records {

	private static final int HEADER = 5;

	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	/**
	 * All of it, which ends with a whole record.
	 */
	public static List<byte[]> split(byte[] bytes) {
		return new Records().add(bytes, bytes.length);
	}

	/**
	 * Takes bytes as they come.
	 * @return the records that are whole now
	 */
	public List<byte[]> add(byte[] bytes, int length) {
		this.pending.write(bytes, 0, length);
		byte[] all = this.pending.toByteArray();
		List<byte[]> whole = new ArrayList<>();
		int from = 0;
		while (all.length - from >= HEADER) {
			int size = HEADER + ((all[from + 3] & 0xff) << 8 | all[from + 4] & 0xff);
			if (all.length - from < size) {
				break;
			}
			whole.add(Arrays.copyOfRange(all, from, from + size));
			from += size;
		}
		this.pending.reset();
		this.pending.write(all, from, all.length - from);
		return whole;
	}

	/**
	 * Whether these can be the first bytes of a TLS record: a known content type and
	 * version 3.
	 */
	public static boolean looksLikeTls(byte[] first) {
		return (first.length < 1 || first[0] >= 20 && first[0] <= 24) && (first.length < 2 || first[1] == 3);
	}

}
