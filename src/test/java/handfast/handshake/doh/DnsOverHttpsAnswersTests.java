package handfast.handshake.doh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers by HTTP/1.1 and HTTP/2 as servers may cut and pad them.
 */
class DnsOverHttpsAnswersTests {

	private static final byte[] ANSWER = HexFormat.of().parseHex("000081800001000200000000");

	private static final byte[] NO_SUCH_NAME = HexFormat.of().parseHex("000081830001000000000000");

	@Test
	void readsABodyOfKnownLength() throws IOException {
		assertThat(first(ok("Content-Length: 12\r\n", ANSWER)).said()).isEqualTo("NOERROR, 2 answers");
	}

	@Test
	void readsABodyInChunks() throws IOException {
		byte[] body = join(ascii("5;x=y\r\n"), Arrays.copyOf(ANSWER, 5), ascii("\r\n7\r\n"),
				Arrays.copyOfRange(ANSWER, 5, 12), ascii("\r\n0\r\n\r\n"));
		assertThat(first(ok("Transfer-Encoding: chunked\r\n", body)).said()).isEqualTo("NOERROR, 2 answers");
	}

	@Test
	void readsABodyUpToTheEnd() throws IOException {
		assertThat(first(ok("", NO_SUCH_NAME)).said()).isEqualTo("NXDOMAIN, 0 answers");
	}

	@Test
	void sendsTheQuestionThatTheRfcShows() {
		// RFC 8484 §4.1.1
		assertThat(DnsMessages.question("www.example.com"))
			.isEqualTo(HexFormat.of().parseHex("00000100000100000000000003777777076578616d706c6503636f6d0000010001"));
	}

	@ParameterizedTest
	@CsvSource({ "88, 200", "8c, 400", "8d, 404", "8e, 500", "4803353033, 503", "08033530 33, 503", "48826401, 301",
			"4882136f, 0", "2088, 200" })
	void readsAStatusInEachForm(String block, int status) throws IOException {
		byte[] headers = HexFormat.of().parseHex(block.replace(" ", ""));
		DnsOverHttps.Answer answer = second(
				join(frame(4, 0, 0, new byte[0]), frame(1, 4, 1, headers), frame(0, 1, 1, ANSWER)));
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.fault() == null).isEqualTo(status == 200);
	}

	@Test
	void readsPaddedFramesAndAnswersPings() throws IOException {
		byte[] padded = join(new byte[] { 3 }, ANSWER, new byte[3]);
		byte[] prioritized = join(new byte[] { 2 }, new byte[5], new byte[] { (byte) 0x88 }, new byte[2]);
		Canned channel = new Canned(join(frame(6, 0, 0, new byte[8]), frame(8, 0, 0, new byte[4]),
				frame(1, 4 | 8 | 0x20, 1, prioritized), frame(0, 1 | 8, 1, padded)));
		assertThat(DnsOverHttps.ask(channel, "h2", "dns.test", "dns.test").said()).isEqualTo("NOERROR, 2 answers");
		assertThat(HexFormat.of().formatHex(channel.sent.toByteArray())).contains("000008" + "06" + "01" + "00000000");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "SSH-2.0-x\r\n", "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx",
					"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
					"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" })
	void givesUpOnWhatIsNoHttp(String text) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> first(ascii(text)));
	}

	@Test
	void givesUpOnEndlessAnswers() {
		byte[] header = new byte[70_000];
		Arrays.fill(header, (byte) 'a');
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> first(join(ascii("HTTP/1.1 200 OK\r\n"), header)));
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		for (int i = 0; i < 1000; i++) {
			frames.writeBytes(frame(8, 0, 0, new byte[4]));
		}
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> second(frames.toByteArray()));
	}

	@Test
	void endsWithAnErrorOnAnyGarbage() {
		Random random = new Random(20261125);
		for (int i = 0; i < 2000; i++) {
			byte[] garbage = new byte[random.nextInt(200)];
			random.nextBytes(garbage);
			byte[] headers = join(frame(1, 4, 1, garbage), frame(0, 1, 1, garbage));
			for (byte[] bytes : new byte[][] { garbage, headers }) {
				try {
					assertThat(second(bytes).protocol()).isEqualTo("dns-over-https");
					first(bytes);
				}
				catch (IOException ex) {
					assertThat(ex.getMessage()).isNotEmpty();
				}
			}
		}
	}

	private static DnsOverHttps.Answer first(byte[] answer) throws IOException {
		return DnsOverHttps.ask(new Canned(answer), "http/1.1", "dns.test", "dns.test");
	}

	private static DnsOverHttps.Answer second(byte[] answer) throws IOException {
		return DnsOverHttps.ask(new Canned(answer), "h2", "dns.test", "dns.test");
	}

	private static byte[] ok(String headers, byte[] body) {
		return join(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\n" + headers + "\r\n"), body);
	}

	private static byte[] frame(int type, int flags, int stream, byte[] payload) {
		return join(new byte[] { 0, (byte) (payload.length >> 8), (byte) payload.length, (byte) type, (byte) flags, 0,
				0, 0, (byte) stream }, payload);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	/**
	 * Gives seven bytes at a time, as a slow network may.
	 */
	private static final class Canned implements Channel {

		private final Queue<byte[]> pieces = new ArrayDeque<>();

		private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

		Canned(byte[] answer) {
			for (int from = 0; from < answer.length; from += 7) {
				this.pieces.add(Arrays.copyOfRange(answer, from, Math.min(answer.length, from + 7)));
			}
		}

		@Override
		public void send(byte[] bytes) {
			this.sent.writeBytes(bytes);
		}

		@Override
		public byte[] receive() {
			byte[] next = this.pieces.poll();
			return (next != null) ? next : new byte[0];
		}

	}

}
