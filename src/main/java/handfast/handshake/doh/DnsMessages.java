package handfast.handshake.doh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A question for the address of a name, and what its answer says.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc1035#section-4.1 RFC 1035 §4.1
 */
final class DnsMessages {

	private static final int HEADER = 12;

	private static final int A = 1;

	private static final int IN = 1;

	// RFC 1035 §4.1.1 and RFC 2136 §2.2
	private static final List<String> RESPONSE_CODES = List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
			"REFUSED");

	private DnsMessages() {
	}

	/**
	 * The question, with id 0 as RFC 8484 §4.1 has it.
	 * @param name a DNS name; empty for the root
	 */
	static byte[] question(String name) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		// Recursion desired, one question.
		out.writeBytes(new byte[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
		for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
			out.write(label.length());
			out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
		}
		out.writeBytes(new byte[] { 0, 0, A, 0, IN });
		return out.toByteArray();
	}

	/**
	 * What the answer says, for people; empty where the bytes are no answer.
	 */
	static Optional<String> read(byte[] message) {
		boolean isAnswer = message.length >= HEADER && (message[2] & 0x80) != 0 && message[0] == 0 && message[1] == 0;
		if (!isAnswer) {
			return Optional.empty();
		}
		int code = message[3] & 0x0f;
		int answers = ((message[6] & 0xff) << 8) | (message[7] & 0xff);
		return Optional.of(((code < RESPONSE_CODES.size()) ? RESPONSE_CODES.get(code) : "RCODE " + code) + ", "
				+ answers + ((answers == 1) ? " answer" : " answers"));
	}

}
