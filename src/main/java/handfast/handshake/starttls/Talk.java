package handfast.handshake.starttls;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import handfast.x509.Printable;
import handfast.handshake.wire.Transcript.Side;

/**
 * A conversation in clear, written down as it goes. Reads single bytes from the raw
 * stream: whatever it has not read belongs to TLS. Bounded, whatever the server says.
 */
public final class Talk {

	private static final int LONGEST_LINE = 4096;

	private static final int LONGEST_REST = 200;

	private static final int MOST_LINES = 64;

	private static final int MOST_BYTES = 64 * 1024;

	private final InputStream in;

	private final OutputStream out;

	private final LongSupplier clock;

	private final List<Turn> turns = new ArrayList<>();

	private final ByteArrayOutputStream first = new ByteArrayOutputStream();

	private int bytesRead;

	/**
	 * @param clock microseconds since the connection was there
	 */
	public Talk(InputStream in, OutputStream out, LongSupplier clock) {
		this.in = in;
		this.out = out;
		this.clock = clock;
	}

	/**
	 * What was said so far, by both.
	 */
	public List<Turn> turns() {
		return List.copyOf(this.turns);
	}

	/**
	 * The first bytes that came, at most 256.
	 */
	public byte[] firstBytes() {
		return this.first.toByteArray();
	}

	/**
	 * Says a line, with its line end.
	 * @param name what a reader calls it
	 */
	void say(String name, String line) throws IOException {
		say(name, line, (line + "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Says bytes that are no text.
	 * @param shown what they mean
	 */
	void say(String name, String shown, byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
		this.turns.add(new Turn(Side.CLIENT, name, List.of(shown), bytes.length, this.clock.getAsLong()));
	}

	/**
	 * Hears one line, without its line end.
	 */
	String hear(String name) throws IOException {
		return hear(name, (line) -> true).getLast();
	}

	/**
	 * Hears lines up to the last one.
	 */
	List<String> hear(String name, LineEnd isLast) throws IOException {
		int before = this.bytesRead;
		List<String> lines = new ArrayList<>();
		try {
			do {
				lines.add(line());
			}
			while (!isLast.test(lines.getLast()) && lines.size() < MOST_LINES);
		}
		finally {
			heard(name, lines, this.bytesRead - before);
		}
		if (!isLast.test(lines.getLast())) {
			throw new TooMuch();
		}
		return lines;
	}

	/**
	 * A reply of SMTP or FTP: lines that begin with a number and a hyphen, and a last one
	 * with a space in its place (RFC 5321 §4.2.1, RFC 959 §4.2).
	 */
	List<String> hearReply(String name) throws IOException {
		return hear(name, (line) -> line.length() < 4 || line.charAt(3) != '-' || !Character.isDigit(line.charAt(0)));
	}

	/**
	 * Writes down what was taken as bytes.
	 */
	void heard(String name, List<String> said, int bytes) {
		if (bytes > 0) {
			this.turns.add(new Turn(Side.SERVER, name, said.stream().map(Printable::of).toList(), bytes,
					this.clock.getAsLong()));
		}
	}

	/**
	 * Takes so many bytes.
	 */
	byte[] take(int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) take();
		}
		return bytes;
	}

	/**
	 * Takes one byte.
	 */
	int take() throws IOException {
		int one = this.in.read();
		if (one < 0) {
			throw new EOFException("The server closed the connection");
		}
		if (++this.bytesRead > MOST_BYTES) {
			throw new TooMuch();
		}
		if (this.first.size() < 256) {
			this.first.write(one);
		}
		return one;
	}

	/**
	 * What has come beside and is no answer, at most 200 bytes of it: enough to tell by
	 * which protocol it is. Never waits.
	 */
	String takeRest() throws IOException {
		StringBuilder rest = new StringBuilder();
		while (this.in.available() > 0 && rest.length() < LONGEST_REST) {
			rest.append((char) take());
		}
		return rest.toString();
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int one = take(); one != '\n'; one = take()) {
			if (line.length() >= LONGEST_LINE) {
				throw new TooMuch();
			}
			line.append((char) one);
		}
		return line.toString().stripTrailing();
	}

	/**
	 * Something that one side said.
	 *
	 * @param name what a reader calls it
	 * @param said printable
	 * @param atMicros since the connection was there
	 */
	public record Turn(Side from, String name, List<String> said, int bytes, long atMicros) {
	}

	/**
	 * Whether a line is the last of an answer.
	 */
	@FunctionalInterface
	interface LineEnd {

		boolean test(String line);

	}

	/**
	 * The server says more than any preamble needs.
	 */
	public static final class TooMuch extends IOException {

		TooMuch() {
			super("More than any preamble needs");
		}

	}

}
