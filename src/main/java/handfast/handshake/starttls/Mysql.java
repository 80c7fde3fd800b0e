package handfast.handshake.starttls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import handfast.x509.Printable;

/**
 * The SSLRequest of MySQL and MariaDB, after the server's greeting.
 *
 * @spec https://mariadb.com/docs/server/reference/clientserver-protocol/1-connecting/connection
 */
final class Mysql implements Preamble {

	private static final int LONGEST = 4096;

	private static final int VERSION_10 = 10;

	private static final int ERROR = 0xff;

	private static final int CLIENT_SSL = 0x800;

	// LONG_PASSWORD, PROTOCOL_41, SSL, SECURE_CONNECTION, PLUGIN_AUTH
	private static final int CAPABILITIES = 0x1 | 0x200 | CLIENT_SSL | 0x8000 | 0x80000;

	private static final int UTF8 = 33;

	@Override
	public Answer speak(Talk talk, String serverName) throws IOException {
		byte[] header = talk.take(4);
		int length = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
		if (header[3] != 0 || length < 2 || length > LONGEST) {
			String said = new String(header, StandardCharsets.ISO_8859_1) + talk.takeRest();
			talk.heard("MySQL greeting", List.of(said), said.length());
			return new OtherProtocol(Printable.of(said));
		}
		byte[] greeting = talk.take(length);
		int kind = greeting[0] & 0xff;
		if (kind == ERROR) {
			String said = new String(greeting, 3, Math.max(0, greeting.length - 3), StandardCharsets.ISO_8859_1);
			talk.heard("MySQL error", List.of(said), length + 4);
			return new NotOffered(Printable.of(said));
		}
		int end = endOfText(greeting);
		String version = new String(greeting, 1, end - 1, StandardCharsets.ISO_8859_1);
		talk.heard("MySQL greeting", List.of("version " + version), length + 4);
		// After the text's 0: thread 4, authentication data 8, filler 1, capabilities 2.
		int at = end + 1 + 4 + 8 + 1;
		if (kind != VERSION_10 || at + 2 > greeting.length) {
			return new OtherProtocol(Printable.of(greeting));
		}
		int capabilities = (greeting[at] & 0xff) | (greeting[at + 1] & 0xff) << 8;
		if ((capabilities & CLIENT_SSL) == 0) {
			return new NotOffered("version " + Printable.of(version) + " without SSL");
		}
		talk.say("MySQL SSLRequest", "SSLRequest", sslRequest());
		return Answer.READY;
	}

	private static int endOfText(byte[] greeting) {
		for (int i = 1; i < greeting.length; i++) {
			if (greeting[i] == 0) {
				return i;
			}
		}
		return greeting.length;
	}

	private static byte[] sslRequest() {
		byte[] packet = new byte[36];
		Arrays.fill(packet, (byte) 0);
		packet[0] = 32;
		packet[3] = 1;
		for (int i = 0; i < 4; i++) {
			packet[4 + i] = (byte) (CAPABILITIES >>> 8 * i);
		}
		packet[11] = 1;
		packet[12] = UTF8;
		return packet;
	}

}
