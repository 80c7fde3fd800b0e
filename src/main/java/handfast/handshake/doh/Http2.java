package handfast.handshake.doh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One GET by HTTP/2, as little of it as that takes: no pushes, no table of headers, and
 * of the answer's headers the status alone.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9113 RFC 9113
 */
final class Http2 {

	private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int END_STREAM = 1;

	private static final int ACK = 1;

	private static final int END_HEADERS = 4;

	private static final int PADDED = 8;

	private static final int PRIORITY = 0x20;

	// SETTINGS_HEADER_TABLE_SIZE = 0, SETTINGS_ENABLE_PUSH = 0
	private static final byte[] OUR_SETTINGS = { 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0 };

	private static final int MOST_FRAMES = 200;

	private static final int LARGEST_FRAME = 16384;

	// RFC 7541 App. A: the entries 8 to 14 are statuses.
	private static final int[] STATUSES = { 200, 204, 206, 304, 400, 404, 500 };

	private final Channel channel;

	private final Incoming in;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private int status;

	private Http2(Channel channel) {
		this.channel = channel;
		this.in = new Incoming(channel);
	}

	static HttpAnswer get(Channel channel, String authority, String path) throws IOException {
		return new Http2(channel).get(authority, path);
	}

	private HttpAnswer get(String authority, String path) throws IOException {
		ByteArrayOutputStream begin = new ByteArrayOutputStream();
		begin.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
		begin.writeBytes(frame(SETTINGS, 0, 0, OUR_SETTINGS));
		begin.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 1, request(authority, path)));
		this.channel.send(begin.toByteArray());
		for (int i = 0; i < MOST_FRAMES; i++) {
			if (isLast()) {
				return new HttpAnswer(this.status, "", this.body.toByteArray());
			}
		}
		throw new IOException("it sends one frame after the other and no end");
	}

	private boolean isLast() throws IOException {
		int length = this.in.number(3);
		int type = this.in.next();
		int flags = this.in.next();
		this.in.number(4);
		if (length > LARGEST_FRAME) {
			throw new IOException("it does not answer by HTTP/2");
		}
		byte[] payload = this.in.next(length);
		switch (type) {
			case DATA -> this.body.writeBytes(unpadded(payload, flags, 0));
			case HEADERS -> readStatus(unpadded(payload, flags, ((flags & PRIORITY) != 0) ? 5 : 0));
			case SETTINGS -> acknowledge(SETTINGS, flags, new byte[0]);
			case PING -> acknowledge(PING, flags, payload);
			case RST_STREAM -> throw new IOException("it refuses the request by RST_STREAM");
			case GOAWAY -> throw new IOException("it says GOAWAY");
			default -> {
				// Window updates and what is not known mean nothing here.
			}
		}
		return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
	}

	private void acknowledge(int type, int flags, byte[] payload) throws IOException {
		if ((flags & ACK) == 0) {
			this.channel.send(frame(type, ACK, 0, payload));
		}
	}

	private static byte[] unpadded(byte[] payload, int flags, int skipped) throws IOException {
		int padding = ((flags & PADDED) != 0 && payload.length > 0) ? payload[0] & 0xff : 0;
		int from = (((flags & PADDED) != 0) ? 1 : 0) + skipped;
		if (from > payload.length - padding) {
			throw new IOException("it sends a broken frame");
		}
		return Arrays.copyOfRange(payload, from, payload.length - padding);
	}

	// RFC 9113 §8.3: :status comes before all others; RFC 7541 §6 has its forms.
	private void readStatus(byte[] block) {
		int at = 0;
		while (at < block.length && (block[at] & 0xe0) == 0x20) {
			// The size of the table, which is none.
			at++;
		}
		if (this.status != 0 || at == block.length) {
			return;
		}
		int first = block[at] & 0xff;
		if (first >= 0x88 && first <= 0x8e) {
			this.status = STATUSES[first - 0x88];
		}
		else if (isStatusByName(first) && at + 1 < block.length) {
			this.status = literal(block, at + 1);
		}
	}

	// A literal value under one of the names 8 to 14.
	private static boolean isStatusByName(int first) {
		int index = ((first & 0xc0) == 0x40) ? first & 0x3f : ((first & 0xe0) == 0) ? first & 0x0f : 0;
		return index >= 8 && index <= 14;
	}

	private static int literal(byte[] block, int at) {
		int length = block[at] & 0x7f;
		if (at + 1 + length > block.length) {
			return 0;
		}
		byte[] value = Arrays.copyOfRange(block, at + 1, at + 1 + length);
		if ((block[at] & 0x80) == 0) {
			String text = new String(value, StandardCharsets.US_ASCII);
			return text.matches("[1-5][0-9]{2}") ? Integer.parseInt(text) : 0;
		}
		return huffmanDigits(value);
	}

	// RFC 7541 App. B: 0 to 2 have five bits from 00000 on, 3 to 9 six from 011001 on.
	private static int huffmanDigits(byte[] coded) {
		int number = 0;
		int bit = 0;
		for (int digit = 0; digit < 3; digit++) {
			int five = bits(coded, bit, 5);
			int six = bits(coded, bit, 6);
			if (five >= 0 && five <= 2) {
				number = 10 * number + five;
				bit += 5;
			}
			else if (six >= 0x19 && six <= 0x1f) {
				number = 10 * number + six - 0x19 + 3;
				bit += 6;
			}
			else {
				return 0;
			}
		}
		return number;
	}

	private static int bits(byte[] coded, int from, int count) {
		int value = 0;
		for (int i = from; i < from + count; i++) {
			if (i / 8 >= coded.length) {
				return -1;
			}
			value = (value << 1) | ((coded[i / 8] >> (7 - i % 8)) & 1);
		}
		return value;
	}

	private static byte[] request(String authority, String path) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		// :method GET, :scheme https
		block.write(0x82);
		block.write(0x87);
		literal(block, 4, path);
		literal(block, 1, authority);
		literal(block, 19, "application/dns-message");
		return block.toByteArray();
	}

	// RFC 7541 §6.2.2, without indexing
	private static void literal(ByteArrayOutputStream block, int name, String value) {
		integer(block, 0, 4, name);
		byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
		integer(block, 0, 7, bytes.length);
		block.writeBytes(bytes);
	}

	// RFC 7541 §5.1
	private static void integer(ByteArrayOutputStream block, int pattern, int prefix, int value) {
		int most = (1 << prefix) - 1;
		if (value < most) {
			block.write(pattern | value);
			return;
		}
		block.write(pattern | most);
		int rest = value - most;
		while (rest >= 0x80) {
			block.write((rest & 0x7f) | 0x80);
			rest >>= 7;
		}
		block.write(rest);
	}

	private static byte[] frame(int type, int flags, int stream, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.writeBytes(new byte[] { (byte) (payload.length >> 16), (byte) (payload.length >> 8),
				(byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream });
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

}
