package handfast.handshake.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The messages of one handshake in the order in which they passed, as the client saw
 * them. Fed with the plain content of records; puts fragments together itself.
 */
public final class Transcript {

	private static final int CHANGE_CIPHER_SPEC = 20;

	private static final int ALERT = 21;

	private static final int HANDSHAKE = 22;

	private static final int APPLICATION_DATA = 23;

	private static final int HEADER = 4;

	// A flood of messages ends here; a handshake has about 15.
	private static final int MOST_ENTRIES = 200;

	private final long began = System.nanoTime();

	private final List<Entry> entries = new ArrayList<>();

	private final Map<Side, ByteArrayOutputStream> fragments = new EnumMap<>(Side.class);

	private final Map<Side, Boolean> encrypted = new EnumMap<>(Side.class);

	// Bytes that must be there before the next message can be whole.
	private final Map<Side, Integer> wanted = new EnumMap<>(Side.class);

	// What the client has made and not yet put on the wire.
	private final List<Runnable> unsent = new ArrayList<>();

	private int version;

	private boolean retried;

	/**
	 * Takes the plain content of one record.
	 */
	public void record(Side from, int type, byte[] content, int offset, int length) {
		switch (type) {
			case CHANGE_CIPHER_SPEC -> changeCipherSpec(from, length);
			case ALERT -> alert(from, content, offset, length);
			case HANDSHAKE -> handshake(from, content, offset, length);
			case APPLICATION_DATA -> {
				if (length > 0) {
					add(from, new Message.ApplicationData(length), length);
				}
			}
			default -> add(from, new Message.UnknownRecord(type, length), length);
		}
	}

	public void alert(Side from, boolean fatal, int description) {
		if (from == Side.CLIENT && !this.unsent.isEmpty()) {
			this.unsent.add(() -> add(from, new Message.Alert(fatal, description), 2));
		}
		else {
			add(from, new Message.Alert(fatal, description), 2);
		}
	}

	/**
	 * Takes the plain content of a record that the client has made: it has its place when
	 * {@link #sent()} tells that it is on the wire.
	 */
	public void unsent(int type, byte[] content, int offset, int length) {
		byte[] own = Arrays.copyOfRange(content, offset, offset + length);
		this.unsent.add(() -> record(Side.CLIENT, type, own, 0, length));
	}

	public void sent() {
		List<Runnable> records = List.copyOf(this.unsent);
		this.unsent.clear();
		records.forEach(Runnable::run);
	}

	public List<Entry> entries() {
		return List.copyOf(this.entries);
	}

	/**
	 * The version that the server chose; 0 where it did not come to that.
	 */
	public int version() {
		return this.version;
	}

	public long elapsedMicros() {
		return (System.nanoTime() - this.began) / 1000;
	}

	/**
	 * The message that a side has begun and not ended, as its header announces it.
	 */
	public Optional<Announced> unfinished(Side from) {
		ByteArrayOutputStream pending = this.fragments.get(from);
		if (pending == null || pending.size() < HEADER) {
			return Optional.empty();
		}
		Bytes begun = new Bytes(pending.toByteArray());
		return Optional.of(new Announced(begun.uint8(), begun.uint24()));
	}

	public <M extends Message> Optional<M> first(Class<M> type) {
		return first(type, (message) -> true);
	}

	public <M extends Message> Optional<M> first(Class<M> type, Predicate<M> wanted) {
		return this.entries.stream()
			.map(Entry::message)
			.filter(type::isInstance)
			.map(type::cast)
			.filter(wanted)
			.findFirst();
	}

	public Optional<Message.Certificate> serverCertificate() {
		return this.entries.stream()
			.filter((entry) -> entry.from() == Side.SERVER)
			.map(Entry::message)
			.filter(Message.Certificate.class::isInstance)
			.map(Message.Certificate.class::cast)
			.findFirst();
	}

	private void changeCipherSpec(Side from, int length) {
		add(from, new Message.ChangeCipherSpec(), length);
		// In TLS 1.3 it means nothing and encrypts nothing (RFC 9846 App. E.4); after a
		// HelloRetryRequest, which no older version has, it comes before the ServerHello.
		if (this.version < MessageParser.TLS_1_3 && !this.retried) {
			this.encrypted.put(from, true);
		}
	}

	private void alert(Side from, byte[] content, int offset, int length) {
		if (length == 2) {
			alert(from, content[offset] == 2, content[offset + 1] & 0xff);
		}
		else {
			add(from, new Message.UnknownRecord(ALERT, length), length);
		}
	}

	private void handshake(Side from, byte[] content, int offset, int length) {
		ByteArrayOutputStream pending = this.fragments.computeIfAbsent(from, (side) -> new ByteArrayOutputStream());
		pending.write(content, offset, length);
		// Without this, a message in many small records would be copied for each.
		if (pending.size() < this.wanted.getOrDefault(from, HEADER)) {
			return;
		}
		byte[] bytes = pending.toByteArray();
		Bytes messages = new Bytes(bytes);
		int whole = 0;
		this.wanted.put(from, HEADER);
		while (messages.remaining() >= HEADER) {
			int type = messages.uint8();
			int size = messages.uint24();
			if (size > messages.remaining()) {
				this.wanted.put(from, HEADER + size);
				break;
			}
			message(from, type, messages.take(size));
			whole += HEADER + size;
		}
		pending.reset();
		pending.write(bytes, whole, bytes.length - whole);
	}

	private void message(Side from, int type, byte[] body) {
		Message message = MessageParser.parse(type, body, this.version);
		add(from, message, 4 + body.length);
		if (message instanceof Message.ServerHello hello && hello.retry()) {
			this.retried = true;
		}
		else if (message instanceof Message.ServerHello hello) {
			this.version = hello.version();
			if (this.version >= MessageParser.TLS_1_3) {
				this.encrypted.put(Side.CLIENT, true);
				this.encrypted.put(Side.SERVER, true);
			}
		}
	}

	private void add(Side from, Message message, int bytes) {
		if (this.entries.size() < MOST_ENTRIES) {
			boolean compatibility = message instanceof Message.ChangeCipherSpec;
			this.entries.add(new Entry(from, message, elapsedMicros(), bytes,
					!compatibility && this.encrypted.getOrDefault(from, false)));
		}
	}

	/**
	 * What the header of a message says of it.
	 */
	public record Announced(int type, int bytes) {
	}

	/**
	 * Who sent a message.
	 */
	public enum Side {

		CLIENT, SERVER;

		public String label() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

	/**
	 * One message as it passed.
	 *
	 * @param atMicros since the connection was there
	 * @param bytes with its header, decrypted
	 */
	public record Entry(Side from, Message message, long atMicros, int bytes, boolean encrypted) {
	}

}
