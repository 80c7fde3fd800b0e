package handfast.handshake.doh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One GET by HTTP/1.1.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9112 RFC 9112
 */
final class Http1 {

	private static final int MOST_HEADERS = 100;

	private Http1() {
	}

	static HttpAnswer get(Channel channel, String authority, String path) throws IOException {
		channel.send(("GET " + path + " HTTP/1.1\r\nHost: " + authority
				+ "\r\nAccept: application/dns-message\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		Incoming in = new Incoming(channel);
		String[] status = in.line().split(" ", 3);
		if (!status[0].startsWith("HTTP/1.") || status.length < 2 || !status[1].matches("[1-5][0-9]{2}")) {
			throw new IOException("it does not answer by HTTP");
		}
		Map<String, String> headers = headers(in);
		return new HttpAnswer(Integer.parseInt(status[1]),
				headers.getOrDefault("content-type", "").replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT),
				body(in, headers));
	}

	private static Map<String, String> headers(Incoming in) throws IOException {
		Map<String, String> headers = new HashMap<>();
		for (int i = 0; i < MOST_HEADERS; i++) {
			String line = in.line();
			if (line.isEmpty()) {
				return headers;
			}
			int colon = line.indexOf(':');
			if (colon > 0) {
				headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
			}
		}
		throw new IOException("its answer has more than " + MOST_HEADERS + " header lines");
	}

	// RFC 9112 §6.3
	private static byte[] body(Incoming in, Map<String, String> headers) throws IOException {
		if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
			return chunks(in);
		}
		String length = headers.get("content-length");
		if (length != null && length.matches("[0-9]{1,9}")) {
			return in.next(Integer.parseInt(length));
		}
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		while (in.hasNext()) {
			rest.write(in.next());
		}
		return rest.toByteArray();
	}

	private static byte[] chunks(Incoming in) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
			body.writeBytes(in.next(size));
			in.line();
		}
		return body.toByteArray();
	}

	private static int chunkSize(Incoming in) throws IOException {
		String size = in.line().replaceFirst(";.*", "").strip();
		if (!size.matches("[0-9a-fA-F]{1,6}")) {
			throw new IOException("its answer has a broken chunk");
		}
		return Integer.parseInt(size, 16);
	}

}
