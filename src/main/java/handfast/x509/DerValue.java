package handfast.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.Time;

/**
 * Where one value lies within bytes, by tag and length alone: a definite length in as few
 * octets as can be, and within the value around it.
 *
 * @spec https://www.itu.int/rec/T-REC-X.690 X.690 §8.1, §10.1
 */
record DerValue(byte[] bytes, int start, int content, int end) {

	static final int SEQUENCE = BERTags.SEQUENCE | BERTags.CONSTRUCTED;

	private static final int MOST_LENGTH_OCTETS = 4;

	/**
	 * The one value that fills the bytes.
	 */
	static DerValue whole(byte[] bytes) {
		DerValue value = at(bytes, 0, bytes.length);
		if (value.end != bytes.length) {
			throw malformed("There are bytes after the end.");
		}
		return value;
	}

	private static DerValue at(byte[] bytes, int start, int limit) {
		if (start + 2 > limit) {
			throw malformed("The bytes end too early.");
		}
		int first = bytes[start + 1] & 0xFF;
		int octets = (first < 0x80) ? 0 : first & 0x7F;
		int content = start + 2 + octets;
		if (first == 0x80 || octets > MOST_LENGTH_OCTETS || content > limit) {
			throw malformed("A length is not definite, or too long.");
		}
		long length = (octets == 0) ? first : length(bytes, start + 2, octets);
		if (length > limit - content) {
			throw malformed("The bytes end too early.");
		}
		return new DerValue(bytes, start, content, content + (int) length);
	}

	private static long length(byte[] bytes, int from, int octets) {
		long length = 0;
		for (int i = from; i < from + octets; i++) {
			length = length << 8 | bytes[i] & 0xFF;
		}
		if (length < 0x80 || length >> (8 * (octets - 1)) == 0) {
			throw malformed("A length has more octets than it needs.");
		}
		return length;
	}

	int tag() {
		return this.bytes[this.start] & 0xFF;
	}

	boolean isEmpty() {
		return this.content == this.end;
	}

	DerValue first() {
		return at(this.bytes, this.content, this.end);
	}

	DerValue next(DerValue parent) {
		return at(this.bytes, this.end, parent.end);
	}

	boolean isLastOf(DerValue parent) {
		return this.end == parent.end;
	}

	void requireLastOf(DerValue parent) {
		if (!isLastOf(parent)) {
			throw malformed("There is a part that no CRL has.");
		}
	}

	DerValue require(int tag) {
		if (tag() != tag) {
			throw malformed("There is another part than a CRL has there.");
		}
		return this;
	}

	boolean isTime() {
		return tag() == BERTags.UTC_TIME || tag() == BERTags.GENERALIZED_TIME;
	}

	DerValue requireTime() {
		if (!isTime()) {
			throw malformed("There is no time where a CRL has one.");
		}
		return this;
	}

	Time time() {
		try {
			return Time.getInstance(ASN1Primitive.fromByteArray(requireTime().encoded()));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw malformed("There is a time that can't be read.");
		}
	}

	/**
	 * X.690 §8.3.2: the first nine bits are not all alike.
	 */
	BigInteger integer() {
		int length = this.end - this.content;
		if (length == 0 || (length > 1 && (this.bytes[this.content] == 0 || this.bytes[this.content] == -1)
				&& (this.bytes[this.content] ^ this.bytes[this.content + 1]) >= 0)) {
			throw malformed("There is a number with octets that it does not need.");
		}
		return new BigInteger(this.bytes, this.content, length);
	}

	byte[] encoded() {
		return Arrays.copyOfRange(this.bytes, this.start, this.end);
	}

	ByteBuffer buffer() {
		return ByteBuffer.wrap(this.bytes, this.start, this.end - this.start).slice();
	}

	private static MalformedException malformed(String message) {
		return new MalformedException("der-malformed", message);
	}

}
