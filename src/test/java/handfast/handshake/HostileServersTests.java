package handfast.handshake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import handfast.handshake.LoopbackServers.Talk;
import handfast.validation.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that want to hold us up, fill our memory or break us.
 */
class HostileServersTests {

	private static final Duration DEADLINE = Duration.ofMillis(800);

	// What the kernel's buffers take beside what we read.
	private static final long MOST_WRITTEN = 16 << 20;

	private final LoopbackServers servers = new LoopbackServers();

	private final TestSites sites = new TestSites(Clock.systemUTC(), DEADLINE);

	private final AtomicLong written = new AtomicLong();

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@ParameterizedTest
	@EnumSource
	void areAnsweredInTimeAndLeaveNothingBehind(Trick trick) {
		int port = this.servers.plain((in, out) -> trick.talk.with(in, new Counted(out, this.written)));
		Thread[] before = platformThreads();
		long began = System.nanoTime();
		HandshakeReport report = this.sites.ask(port, "shop.test", List.of(), trick.startTls);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE.multipliedBy(3));
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings()).isNotEmpty();
		assertThat(report.findings().getFirst().code()).as("%s", report.findings()).isEqualTo(trick.code);
		assertThat(report.steps()).hasSizeLessThan(300);
		assertThat(report.toString().length()).isLessThan(200_000);
		assertThat(this.written.get()).isLessThan(MOST_WRITTEN);
		assertThat(platformThreads()).hasSizeLessThanOrEqualTo(before.length + 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "smtp", "imap", "pop3", "ftp", "ldap", "xmpp", "postgres", "mysql" })
	void areHeldToTheDeadlineInEveryPreamble(String protocol) {
		int port = this.servers.plain((in, out) -> drip(out, new byte[0], (byte) '2'));
		long began = System.nanoTime();
		HandshakeReport report = this.sites.ask(port, "shop.test", List.of(), protocol);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE.multipliedBy(3));
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings().getFirst().code()).isIn(Code.TIMED_OUT, Code.NOT_TLS, Code.CLOSED_EARLY);
	}

	@Test
	void leaveNoThreadAfterMany() throws InterruptedException {
		int port = this.servers.plain(Trick.DRIPS.talk);
		TestSites hasty = new TestSites(Clock.systemUTC(), Duration.ofMillis(60));
		hasty.ask(port, "shop.test", List.of(), null);
		int before = platformThreads().length;
		for (int i = 0; i < 20; i++) {
			hasty.ask(port, "shop.test", List.of(), null);
		}
		assertThat(platformThreads()).hasSizeLessThanOrEqualTo(before + 1);
	}

	// Without the carriers of virtual threads, of which there may be one for each core.
	private static Thread[] platformThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("ForkJoinPool"))
			.toArray(Thread[]::new);
	}

	private static void drip(OutputStream out, byte[] first, byte drop) throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		out.write(first);
		try {
			for (int i = 0; i < 1000; i++) {
				out.write(drop);
				out.flush();
				never.await(40, TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void forever(OutputStream out, byte[] bytes) throws IOException {
		byte[] many = new byte[bytes.length * Math.max(1, 16384 / bytes.length)];
		for (int at = 0; at < many.length; at += bytes.length) {
			System.arraycopy(bytes, 0, many, at, bytes.length);
		}
		while (true) {
			out.write(many);
		}
	}

	/**
	 * A record of TLS.
	 */
	private static byte[] record(int type, byte... content) {
		byte[] record = new byte[5 + content.length];
		record[0] = (byte) type;
		record[1] = 3;
		record[2] = 3;
		record[3] = (byte) (content.length >> 8);
		record[4] = (byte) content.length;
		System.arraycopy(content, 0, record, 5, content.length);
		return record;
	}

	// ServerHello of TLS 1.2 with ECDHE-RSA-AES128-GCM and renegotiation_info.
	private static byte[] serverHello() {
		byte[] hello = new byte[4 + 2 + 32 + 1 + 2 + 1 + 2 + 5];
		hello[0] = 2;
		hello[3] = (byte) (hello.length - 4);
		hello[4] = 3;
		hello[5] = 3;
		hello[39] = (byte) 0xc0;
		hello[40] = 0x2f;
		hello[43] = 5;
		hello[44] = (byte) 0xff;
		hello[45] = 1;
		hello[47] = 1;
		return record(22, hello);
	}

	/**
	 * What they do.
	 */
	enum Trick {

		GARBAGE(Code.NOT_TLS, (in, out) -> {
			byte[] bytes = new byte[65536];
			new Random(7).nextBytes(bytes);
			bytes[0] = 'G';
			forever(out, bytes);
		}),

		GARBAGE_IN_RECORDS(Code.NOT_TLS, (in, out) -> {
			byte[] bytes = new byte[1000];
			new Random(7).nextBytes(bytes);
			forever(out, record(22, bytes));
		}),

		DRIPS(Code.TIMED_OUT, (in, out) -> drip(out, new byte[] { 22, 3, 3, 64, 0, 2, 0, 63, (byte) 252 }, (byte) 0)),

		DRIPS_ONE_BYTE_RECORDS(Code.TIMED_OUT, (in, out) -> {
			CountDownLatch never = new CountDownLatch(1);
			byte[] hello = serverHello();
			try {
				for (int i = 5; i < hello.length - 1; i++) {
					out.write(record(22, hello[i]));
					out.flush();
					never.await(40, TimeUnit.MILLISECONDS);
				}
				never.await(5, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}),

		CERTIFICATES_OF_16_MB(Code.CERTIFICATE_TOO_LARGE, (in, out) -> {
			out.write(serverHello());
			byte[] begin = new byte[16384];
			System.arraycopy(new byte[] { 11, (byte) 255, (byte) 255, (byte) 255, (byte) 255, (byte) 255, (byte) 252 },
					0, begin, 0, 7);
			out.write(record(22, begin));
			forever(out, record(22, new byte[16384]));
		}),

		A_MESSAGE_OF_16_MB(Code.NOT_TLS, (in, out) -> {
			byte[] begin = new byte[16384];
			System.arraycopy(new byte[] { 2, (byte) 255, (byte) 255, (byte) 255 }, 0, begin, 0, 4);
			out.write(record(22, begin));
			forever(out, record(22, new byte[16384]));
		}),

		WARNINGS(Code.NOT_TLS, (in, out) -> forever(out, record(21, (byte) 1, (byte) 112))),

		WARNINGS_AFTER_THE_HELLO(Code.HANDSHAKE_FAILED, (in, out) -> {
			out.write(serverHello());
			forever(out, record(21, (byte) 1, (byte) 90));
		}),

		RENEGOTIATION(Code.HANDSHAKE_FAILED, (in, out) -> {
			out.write(serverHello());
			forever(out, record(22, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
		}),

		HELLO_REQUESTS(Code.NOT_TLS, (in, out) -> forever(out, record(22, (byte) 0, (byte) 0, (byte) 0, (byte) 0))),

		EMPTY_RECORDS(Code.NOT_TLS, (in, out) -> forever(out, record(22))),

		EMPTY_DATA(Code.NOT_TLS, (in, out) -> forever(out, record(23))),

		CHANGES_OF_CIPHER(Code.NOT_TLS, (in, out) -> forever(out, record(20, (byte) 1))),

		HELLO_AFTER_HELLO(Code.HANDSHAKE_FAILED, (in, out) -> forever(out, serverHello())),

		A_BANNER_OF_A_GIGABYTE(Code.NOT_TLS,
				(in, out) -> forever(out, "220 mail.test ".getBytes(StandardCharsets.US_ASCII)), "smtp"),

		A_GIGABYTE_OF_LINES(Code.NOT_TLS,
				(in, out) -> forever(out, "220-mail.test\r\n".getBytes(StandardCharsets.US_ASCII)), "smtp"),

		CAPABILITIES_WITHOUT_END(Code.NOT_TLS, (in, out) -> {
			out.write("* OK\r\n".getBytes(StandardCharsets.US_ASCII));
			forever(out, "* CAPABILITY X\r\n".getBytes(StandardCharsets.US_ASCII));
		}, "imap"),

		FEATURES_WITHOUT_END(Code.NOT_TLS, (in, out) -> forever(out, "<stream:x>".getBytes(StandardCharsets.US_ASCII)),
				"xmpp"),

		AN_ANSWER_OF_A_GIGABYTE(Code.NOT_TLS, (in, out) -> {
			out.write(new byte[] { 0x30, (byte) 0x84, 0x3f, (byte) 255, (byte) 255, (byte) 255 });
			forever(out, new byte[16384]);
		}, "ldap"),

		A_NESTED_ANSWER(Code.STARTTLS_MISSING, (in, out) -> {
			out.write(new byte[] { 0x30, (byte) 0x82, 0x3f, (byte) 0xfe });
			byte[] nested = new byte[0x3ffe];
			for (int i = 0; i + 1 < nested.length; i += 2) {
				nested[i] = 0x30;
				nested[i + 1] = (byte) 0x80;
			}
			out.write(nested);
			out.flush();
			in.readAllBytes();
		}, "ldap");

		final Code code;

		final Talk talk;

		final String startTls;

		Trick(Code code, Talk talk) {
			this(code, talk, null);
		}

		Trick(Code code, Talk talk, String startTls) {
			this.code = code;
			this.talk = talk;
			this.startTls = startTls;
		}

	}

	/**
	 * Counts what the server got rid of.
	 */
	private static final class Counted extends OutputStream {

		private final OutputStream out;

		private final AtomicLong count;

		Counted(OutputStream out, AtomicLong count) {
			this.out = out;
			this.count = count;
		}

		@Override
		public void write(int one) throws IOException {
			this.out.write(one);
			this.count.incrementAndGet();
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
			this.count.addAndGet(length);
		}

	}

}
