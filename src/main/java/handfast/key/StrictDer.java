package handfast.key;

import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Whether bytes are exactly one DER value: shortest lengths, nothing indefinite, nothing
 * after the end, primitive types in their one form, sets in order. Walks the bytes before
 * any library reads them, at most 32 levels deep.
 *
 * @spec https://www.itu.int/rec/T-REC-X.690 X.690 §10, §11
 */
final class StrictDer {

	private static final int DEEPEST = 32;

	private final byte[] bytes;

	private StrictDer(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * What is wrong with the bytes, to be read after their name; empty where nothing is.
	 */
	static Optional<String> flawIn(byte[] bytes) {
		try {
			int end = new StrictDer(bytes).value(0, bytes.length, 0);
			return (end == bytes.length) ? Optional.empty() : Optional.of("has bytes after its end");
		}
		catch (Flaw ex) {
			return Optional.ofNullable(ex.getMessage());
		}
	}

	/**
	 * Checks the value at {@code start}.
	 * @return where the next one begins
	 */
	private int value(int start, int limit, int depth) {
		require(depth <= DEEPEST, "is nested more than 32 levels deep");
		require(limit - start >= 2, "is cut off");
		int tag = this.bytes[start] & 0xff;
		int tagClass = tag >>> 6;
		require(tagClass == 0 || tagClass == 2, "has a tag that no request has");
		require((tag & 0x1f) != 0x1f, "has a tag that no request has");
		int content = start + 1 + lengthOctets(start + 1, limit);
		int length = length(start + 1);
		require(length >= 0 && length <= limit - content, "is cut off");
		boolean constructed = (tag & 0x20) != 0;
		if (tagClass == 0) {
			universal(tag & 0x1f, constructed, content, content + length);
		}
		if (constructed) {
			children(content, content + length, depth + 1, tag == 0x31);
		}
		return content + length;
	}

	// X.690 §10.1: definite, and as short as can be
	private int lengthOctets(int at, int limit) {
		int first = this.bytes[at] & 0xff;
		if (first < 0x80) {
			return 1;
		}
		require(first != 0x80, "has an indefinite length");
		int count = first & 0x7f;
		require(count <= 3 && at + count < limit, "has a length that is cut off or too large");
		require(this.bytes[at + 1] != 0 && (count > 1 || (this.bytes[at + 1] & 0xff) >= 0x80),
				"has a length that is not the shortest");
		return 1 + count;
	}

	private int length(int at) {
		int first = this.bytes[at] & 0xff;
		if (first < 0x80) {
			return first;
		}
		int length = 0;
		for (int i = 1; i <= (first & 0x7f); i++) {
			length = length << 8 | this.bytes[at + i] & 0xff;
		}
		return length;
	}

	private void children(int from, int to, int depth, boolean set) {
		byte @Nullable [] before = null;
		int at = from;
		while (at < to) {
			int next = value(at, to, depth);
			if (set) {
				// X.690 §11.6: the elements of a set rise
				byte[] element = Arrays.copyOfRange(this.bytes, at, next);
				require(before == null || Arrays.compareUnsigned(before, element) <= 0, "has a set out of order");
				before = element;
			}
			at = next;
		}
	}

	private void universal(int type, boolean constructed, int from, int to) {
		require(type != 0, "has an end of contents");
		// X.690 §10.2: strings are never in pieces
		require(constructed == (type == 16 || type == 17), "has a string in pieces, or a sequence without parts");
		switch (type) {
			case 1 -> require(to - from == 1 && (this.bytes[from] == 0 || this.bytes[from] == -1),
					"has a BOOLEAN that is neither 00 nor FF");
			case 2, 10 -> require(shortestInteger(from, to), "has a number that is not the shortest");
			case 3 -> require(bitString(from, to), "has a BIT STRING with wrong padding");
			case 5 -> require(from == to, "has a NULL with content");
			case 6 -> require(objectIdentifier(from, to), "has a malformed object identifier");
			default -> {
			}
		}
	}

	private boolean shortestInteger(int from, int to) {
		if (to - from < 2) {
			return to > from;
		}
		int nine = (this.bytes[from] & 0xff) << 1 | (this.bytes[from + 1] & 0x80) >>> 7;
		return nine != 0 && nine != 0x1ff;
	}

	private boolean bitString(int from, int to) {
		if (from == to) {
			return false;
		}
		int unused = this.bytes[from] & 0xff;
		if (to - from == 1) {
			return unused == 0;
		}
		return unused <= 7 && (this.bytes[to - 1] & ((1 << unused) - 1)) == 0;
	}

	private boolean objectIdentifier(int from, int to) {
		// Longer ones than 64 octets name nothing that we know
		if (from == to || to - from > 64 || (this.bytes[to - 1] & 0x80) != 0) {
			return false;
		}
		for (int i = from; i < to; i++) {
			boolean starts = i == from || (this.bytes[i - 1] & 0x80) == 0;
			if (starts && (this.bytes[i] & 0xff) == 0x80) {
				return false;
			}
		}
		return true;
	}

	private static void require(boolean condition, String flaw) {
		if (!condition) {
			throw new Flaw(flaw);
		}
	}

	private static final class Flaw extends RuntimeException {

		Flaw(String message) {
			super(message, null, false, false);
		}

	}

}
