package handfast.handshake.wire;

import java.util.Arrays;

/**
 * Reads the presentation language of TLS from bytes of a stranger. What runs over the end
 * throws {@link Truncated}, which the parser turns into "could not be read".
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9846#section-3 RFC 9846 §3
 */
public final class Bytes {

	private final byte[] content;

	private final int end;

	private int position;

	public Bytes(byte[] content) {
		this(content, 0, content.length);
	}

	private Bytes(byte[] content, int from, int to) {
		this.content = content;
		this.position = from;
		this.end = to;
	}

	public boolean hasMore() {
		return this.position < this.end;
	}

	public int remaining() {
		return this.end - this.position;
	}

	public int uint8() {
		return this.content[advance(1)] & 0xff;
	}

	public int uint16() {
		return uint8() << 8 | uint8();
	}

	public int uint24() {
		return uint16() << 8 | uint8();
	}

	public long uint32() {
		return (long) uint16() << 16 | uint16();
	}

	public byte[] take(int length) {
		int from = advance(length);
		return Arrays.copyOfRange(this.content, from, from + length);
	}

	public byte[] rest() {
		return take(remaining());
	}

	/**
	 * A vector with a length of one octet before it.
	 */
	public Bytes vector8() {
		return part(uint8());
	}

	public Bytes vector16() {
		return part(uint16());
	}

	public Bytes vector24() {
		return part(uint24());
	}

	/**
	 * All that is left, as numbers of two octets.
	 */
	public int[] uint16s() {
		int[] values = new int[remaining() / 2];
		for (int i = 0; i < values.length; i++) {
			values[i] = uint16();
		}
		return values;
	}

	/**
	 * All that is left, as numbers of one octet.
	 */
	public int[] uint8s() {
		int[] values = new int[remaining()];
		for (int i = 0; i < values.length; i++) {
			values[i] = uint8();
		}
		return values;
	}

	private Bytes part(int length) {
		int from = advance(length);
		return new Bytes(this.content, from, from + length);
	}

	private int advance(int length) {
		if (length > remaining()) {
			throw new Truncated();
		}
		int from = this.position;
		this.position += length;
		return from;
	}

	/**
	 * The bytes end before the structure does.
	 */
	public static final class Truncated extends RuntimeException {

		Truncated() {
			super("The message ends too early", null, false, false);
		}

	}

}
