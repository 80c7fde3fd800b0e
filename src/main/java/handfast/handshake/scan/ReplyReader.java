package handfast.handshake.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import handfast.handshake.wire.Bytes;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Records;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server says until the question is answered.
 */
final class ReplyReader {

	/**
	 * More than an encrypted alert needs, less than any certificate.
	 */
	static final int GOES_ON = 300;

	private static final int ALERT = 21;

	private static final int HANDSHAKE = 22;

	private static final int APPLICATION_DATA = 23;

	private static final int SERVER_HELLO = 2;

	private static final int MOST_BYTES = 256 * 1024;

	private final Hello asked;

	private final Depth depth;

	private final Records records = new Records();

	private final java.io.ByteArrayOutputStream pending = new java.io.ByteArrayOutputStream();

	private Message.@Nullable ServerHello hello;

	private int compression;

	private List<byte[]> chain = List.of();

	private Message.@Nullable ServerKeyExchange keyExchange;

	private boolean stapled;

	private int alert = -1;

	private int encrypted;

	private boolean over;

	ReplyReader(Hello asked, Depth depth) {
		this.asked = asked;
		this.depth = depth;
	}

	/**
	 * @throws IOException where the connection breaks with nothing to read any more, be
	 * it by its deadline
	 */
	Reply read(InputStream in) throws IOException {
		byte[] buffer = new byte[16384];
		int total = 0;
		while (!this.over && total < MOST_BYTES) {
			int length = in.read(buffer);
			if (length < 0) {
				break;
			}
			byte[] start = java.util.Arrays.copyOf(buffer, Math.min(2, length));
			if (total == 0 && !Records.looksLikeTls(start)) {
				break;
			}
			total += length;
			this.records.add(buffer, length).forEach(this::record);
		}
		return reply();
	}

	/**
	 * What is known so far.
	 */
	Reply reply() {
		return new Reply(this.hello, this.compression, this.chain, this.keyExchange, this.stapled, this.alert,
				this.encrypted, false);
	}

	private void record(byte[] record) {
		switch (record[0]) {
			case HANDSHAKE -> handshake(record);
			case ALERT -> alert(record);
			case APPLICATION_DATA -> {
				this.encrypted += record.length;
				this.over |= this.encrypted >= GOES_ON;
			}
			default -> {
			}
		}
	}

	// RFC 6066 §3: a warning (unrecognized_name) is no refusal.
	private void alert(byte[] record) {
		if (record.length == 7 && record[5] == 2) {
			this.alert = record[6] & 0xff;
			this.over = true;
		}
	}

	private void handshake(byte[] record) {
		this.pending.write(record, 5, record.length - 5);
		byte[] bytes = this.pending.toByteArray();
		Bytes messages = new Bytes(bytes);
		int whole = 0;
		while (!this.over && messages.remaining() >= 4) {
			int type = messages.uint8();
			int size = messages.uint24();
			if (size > messages.remaining()) {
				break;
			}
			message(type, messages.take(size));
			whole += 4 + size;
		}
		this.pending.reset();
		this.pending.write(bytes, whole, bytes.length - whole);
	}

	private void message(int type, byte[] body) {
		int version = (this.hello != null) ? this.hello.version() : 0;
		switch (MessageParser.parse(type, body, version)) {
			case Message.ServerHello found -> serverHello(found, body);
			case Message.Certificate certificate -> this.chain = certificate.chain();
			case Message.CertificateStatus ignored -> this.stapled = true;
			case Message.ServerKeyExchange exchange -> this.keyExchange = exchange;
			case Message.ServerHelloDone ignored -> this.over = true;
			default -> this.over |= type == SERVER_HELLO;
		}
	}

	// An answer of another version than was asked for says no to the question.
	private void serverHello(Message.ServerHello found, byte[] body) {
		if (!Message.contains(this.asked.versions(), found.version())) {
			this.over = true;
			return;
		}
		this.hello = found;
		this.compression = compression(body);
		this.over = switch (this.depth) {
			case HELLO -> true;
			case CERTIFICATE -> found.retry();
		};
	}

	private static int compression(byte[] body) {
		Bytes bytes = new Bytes(body);
		bytes.take(34);
		bytes.vector8();
		bytes.uint16();
		return bytes.uint8();
	}

	/**
	 * How much of the answer is waited for.
	 */
	enum Depth {

		/**
		 * The ServerHello alone.
		 */
		HELLO,
		/**
		 * All up to the ServerHelloDone; in TLS 1.3, until it is seen that more comes.
		 */
		CERTIFICATE

	}

}
