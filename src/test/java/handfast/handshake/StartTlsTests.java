package handfast.handshake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import handfast.handshake.form.ReportText;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.LoopbackServers.Talk;
import handfast.handshake.starttls.Preambles;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TestAuthority;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Preambles with servers that follow a script written from each protocol's specification,
 * and TLS after it.
 */
class StartTlsTests {

	private static final TestAuthority ROOT = TestAuthority.root();

	private static final TestAuthority ISSUING = ROOT.issuing();

	private static final Talk TLS = TestTlsServer.of(ProtocolVersion.TLSv13,
			List.of(TestAuthority.der(ISSUING.leaf("mail.test")), ISSUING.der()),
			TestAuthority.keyOf(KeyAlgorithm.EC_P256).getPrivate());

	private static final byte[] SSL_REQUEST = { 0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f };

	// The example of MySQL's manual: protocol 10, version, thread, data, capabilities.
	private static final byte[] MYSQL = bytes("J\0\0\0\n8.0.36\0\1\0\0\0abcdefgh\0\377\377\377\2\0\377\337\25"
			+ "\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0mysql_native_password\0");

	// ExtendedResponse, message 1, resultCode 0, no DN and no text (RFC 4511 §4.12).
	private static final byte[] LDAP_YES = { 0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0 };

	private static final byte[] LDAP_NO = { 0x30, 19, 2, 1, 1, 0x78, 14, 10, 1, 2, 4, 0, 4, 7, 'n', 'o', ' ', 'T', 'L',
			'S', '!' };

	private static final String FEATURES = "<?xml version='1.0'?><stream:stream id='1' version='1.0' "
			+ "xmlns:stream='http://etherx.jabber.org/streams'><stream:features>%s</stream:features>";

	private static final String XMPP_TLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

	private static final Map<String, Talk> WILLING = Map.of("smtp", (in, out) -> {
		say(out, "220-mail.test ESMTP\r\n220 ready\r\n");
		expect(in, "EHLO handfast.invalid\r\n");
		say(out, "250-mail.test greets you\r\n250-8BITMIME\r\n250 STARTTLS\r\n");
		expect(in, "STARTTLS\r\n");
		say(out, "220 go ahead\r\n");
	}, "imap", (in, out) -> {
		say(out, "* OK IMAP4rev2 ready\r\n");
		expect(in, "a1 CAPABILITY\r\n");
		say(out, "* CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED\r\na1 OK done\r\n");
		expect(in, "a2 STARTTLS\r\n");
		say(out, "a2 OK begin\r\n");
	}, "pop3", (in, out) -> {
		say(out, "+OK ready\r\n");
		expect(in, "CAPA\r\n");
		say(out, "+OK list follows\r\nUIDL\r\nSTLS\r\n.\r\n");
		expect(in, "STLS\r\n");
		say(out, "+OK begin\r\n");
	}, "ftp", (in, out) -> {
		say(out, "220-Welcome to\r\n  the files\r\n220 ready\r\n");
		expect(in, "AUTH TLS\r\n");
		say(out, "234 begin\r\n");
	}, "ldap", (in, out) -> {
		in.readNBytes(31);
		out.write(LDAP_YES);
	}, "xmpp", (in, out) -> {
		expectUntil(in, "version='1.0'>");
		say(out, FEATURES.formatted(XMPP_TLS));
		expect(in, XMPP_TLS);
		say(out, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
	}, "postgres", (in, out) -> {
		assertThat(in.readNBytes(8)).isEqualTo(SSL_REQUEST);
		say(out, "S");
	}, "mysql", (in, out) -> {
		out.write(MYSQL);
		byte[] request = in.readNBytes(36);
		assertThat(request).startsWith(32, 0, 0, 1);
		assertThat(request[5] & 0x08).isEqualTo(0x08);
	});

	private static final Map<String, Talk> UNWILLING = Map.of("smtp", (in, out) -> {
		say(out, "220 mail.test ESMTP\r\n");
		expect(in, "EHLO handfast.invalid\r\n");
		say(out, "250-mail.test\r\n250 8BITMIME\r\n");
	}, "imap", (in, out) -> {
		say(out, "* OK ready\r\n");
		expect(in, "a1 CAPABILITY\r\n");
		say(out, "* CAPABILITY IMAP4rev1 X-STARTTLS-NOT\r\na1 OK done\r\n");
	}, "pop3", (in, out) -> {
		say(out, "+OK ready\r\n");
		expect(in, "CAPA\r\n");
		say(out, "+OK\r\nUIDL\r\n.\r\n");
	}, "ftp", (in, out) -> {
		say(out, "220 (vsFTPd 3.0.3)\r\n");
		expect(in, "AUTH TLS\r\n");
		say(out, "530 Please login with USER and PASS.\r\n");
	}, "ldap", (in, out) -> {
		in.readNBytes(31);
		out.write(LDAP_NO);
	}, "xmpp", (in, out) -> {
		expectUntil(in, "version='1.0'>");
		say(out, FEATURES.formatted("<bind/>"));
	}, "postgres", (in, out) -> {
		in.readNBytes(8);
		say(out, "N");
	}, "mysql", (in, out) -> {
		byte[] without = MYSQL.clone();
		// Octet 2 of the capabilities, which holds SSL.
		without[26] &= (byte) ~0x08;
		out.write(without);
	});

	private final LoopbackServers servers = new LoopbackServers();

	private final TestSites sites = new TestSites(Clock.fixed(TestAuthority.NOW, ZoneOffset.UTC),
			Duration.ofSeconds(10));

	@AfterEach
	void stop() throws Exception {
		this.servers.close();
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void comesToTlsByEveryProtocol(String protocol) {
		HandshakeReport report = ask(then(WILLING.get(protocol), TLS), protocol);
		assertThat(report.findings()).isEmpty();
		assertThat(report.startTls()).isEqualTo(protocol);
		assertThat(report.protocol()).isEqualTo("TLSv1.3");
		List<Step> before = report.steps().stream().takeWhile((step) -> !step.message().equals("ClientHello")).toList();
		assertThat(before).hasSizeGreaterThan(2).allSatisfy((step) -> assertThat(step.phase()).isEqualTo("connect"));
		assertThat(before.stream().skip(1)).allSatisfy((step) -> {
			assertThat(step.kind()).isEqualTo("message");
			assertThat(step.bytes()).isPositive();
			assertThat(step.fields()).containsKey("said");
			assertThat(step.encrypted()).isFalse();
		});
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void saysWhatIsOfferedInPlaceOfStartTls(String protocol) {
		HandshakeReport report = ask(UNWILLING.get(protocol), protocol);
		Finding first = report.findings().getFirst();
		assertThat(first.code()).as(first.cause()).isEqualTo(Code.STARTTLS_MISSING);
		assertThat(first.cause()).contains(switch (protocol) {
			case "smtp" -> "8BITMIME";
			case "imap" -> "IMAP4rev1";
			case "pop3" -> "UIDL";
			case "ftp" -> "530 Please login";
			case "ldap" -> "resultCode 2: no TLS!";
			case "xmpp" -> "<bind/>";
			case "postgres" -> "N";
			default -> "8.0.36";
		});
		assertThat(first.step()).isEqualTo(report.steps().size());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			smtp     | 220 ProFTPD ready\\r\\n500 EHLO not understood\\r\\n | STARTTLS_EXPECTED | FTP
			smtp     | * OK Dovecot ready.\\r\\n                           | STARTTLS_EXPECTED | IMAP
			imap     | 220 mail.test ESMTP\\r\\n                           | STARTTLS_EXPECTED | SMTP
			pop3     | SSH-2.0-OpenSSH_9.2\\r\\n                           | NOT_TLS           | SSH
			ftp      | +OK ready\\r\\n                                     | STARTTLS_EXPECTED | POP3
			ldap     | HTTP/1.1 400 Bad Request\\r\\n                      | PLAINTEXT_HTTP    | HTTP
			xmpp     | HTTP/1.1 400 Bad Request\\r\\n\\r\\n                  | PLAINTEXT_HTTP    | HTTP
			postgres | 220 mail.test ESMTP\\r\\n                           | STARTTLS_EXPECTED | SMTP
			mysql    | SSH-2.0-OpenSSH_9.2\\r\\n                           | NOT_TLS           | SSH
			""")
	void namesTheProtocolThatAnswersInstead(String asked, String says, Code code, String named) {
		HandshakeReport report = ask((in, out) -> {
			say(out, says.replace("\\r\\n", "\r\n"));
			in.read(new byte[100]);
		}, asked);
		assertThat(report.findings().getFirst().code()).as("%s", report.findings()).isEqualTo(code);
		assertThat(report.findings().getFirst().cause()).contains(named);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ldap", "postgres", "xmpp" })
	void saysThatTlsComesAtOnce(String protocol) {
		HandshakeReport report = ask((in, out) -> {
			in.read(new byte[200]);
			// A fatal alert, protocol_version.
			out.write(new byte[] { 21, 3, 1, 0, 2, 2, 70 });
		}, protocol);
		assertThat(report.verdict()).isEqualTo("failed");
		assertThat(report.findings().getFirst().code()).isEqualTo(Code.NOT_TLS);
		assertThat(report.findings().getFirst().fix()).isEqualTo("Leave startTls out");
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void showsNothingOfAStrangerThatATerminalWouldObey(String protocol) {
		HandshakeReport report = ask((in, out) -> {
			say(out, "220 \u001b[31m<script>\u0007\r\n500 \u001b]0;x\u0007\r\n");
			in.read(new byte[100]);
		}, protocol);
		assertThat(report.toString()).doesNotContain("\u001b").doesNotContain("\u0007");
		assertThat(ReportText.render(report, false)).doesNotContain("\u001b").doesNotContain("\u0007");
	}

	@ParameterizedTest
	@MethodSource("protocols")
	void takesAClosedConnectionForWhatItIs(String protocol) {
		HandshakeReport report = ask((in, out) -> {
		}, protocol);
		assertThat(report.findings().getFirst().code()).isEqualTo(Code.CLOSED_EARLY);
		assertThat(report.findings().getFirst().cause()).contains(protocol);
	}

	@Test
	void leavesThatTlsMayBeginOnTheWire() {
		// The go-ahead and the first byte of TLS in one segment.
		HandshakeReport report = ask((in, out) -> {
			say(out, "220 mail.test ESMTP\r\n");
			expect(in, "EHLO handfast.invalid\r\n");
			say(out, "250 STARTTLS\r\n");
			in.read(new byte[100]);
		}, "smtp");
		assertThat(report.findings().getFirst().code()).isEqualTo(Code.STARTTLS_MISSING);
		HandshakeReport injected = ask((in, out) -> {
			say(out, "220 mail.test ESMTP\r\n");
			expect(in, "EHLO handfast.invalid\r\n");
			say(out, "250-mail.test\r\n250 STARTTLS\r\n");
			expect(in, "STARTTLS\r\n");
			say(out, "220 go ahead\r\n250 injected in clear\r\n");
			in.read(new byte[100]);
		}, "smtp");
		assertThat(injected.steps()).noneMatch((step) -> String.valueOf(step.fields()).contains("injected"));
		assertThat(injected.verdict()).isEqualTo("failed");
	}

	static List<String> protocols() {
		return Preambles.names();
	}

	private HandshakeReport ask(Talk talk, String protocol) {
		return this.sites.ask(this.servers.plain(talk), "mail.test", List.of(ROOT.der()), protocol);
	}

	private static Talk then(Talk first, Talk second) {
		return (in, out) -> {
			first.with(in, out);
			out.flush();
			second.with(in, out);
		};
	}

	private static void say(OutputStream out, String text) throws IOException {
		out.write(bytes(text));
		out.flush();
	}

	private static void expect(InputStream in, String text) throws IOException {
		assertThat(new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1)).isEqualTo(text);
	}

	private static void expectUntil(InputStream in, String end) throws IOException {
		StringBuilder text = new StringBuilder();
		while (!text.toString().endsWith(end)) {
			text.append((char) in.read());
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
