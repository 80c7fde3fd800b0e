package handfast.notice;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocket;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.EgressRefused;

import org.springframework.stereotype.Component;

/**
 * Posts one notice, signed, over a connection of the guard's. By hand, since no HTTP
 * library takes its sockets; all that is read of the answer is its status. A redirect is
 * not followed.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9112 RFC 9112
 */
@Component
class WebhookCall {

	/**
	 * Administrators make webhooks, and may reach what administrators may.
	 */
	static final Grants GRANTS = new Grants(true, List.of(), false);

	private static final Duration DEADLINE = Duration.ofSeconds(15);

	private static final int LONGEST_LINE = 1000;

	private final EgressGuard guard;

	private final OutgoingTrust trust;

	private final Clock clock;

	WebhookCall(EgressGuard guard, OutgoingTrust trust, Clock clock) {
		this.guard = guard;
		this.trust = trust;
		this.clock = clock;
	}

	/**
	 * Posts it.
	 * @return the status of the answer
	 * @throws EgressRefused where there is no connection
	 * @throws IOException where it does not end in an answer
	 */
	int post(URI address, UUID id, byte[] body, byte[] secret) throws IOException {
		String host = host(address);
		InetAddress found = this.guard.resolve(host, port(address), GRANTS, DEADLINE).getFirst();
		try (Socket plain = this.guard.connect(found, port(address), GRANTS, DEADLINE);
				Socket socket = address.getScheme().equals("https") ? secured(plain, host, port(address)) : plain) {
			socket.getOutputStream().write(request(address, id, body, secret));
			socket.getOutputStream().flush();
			return status(socket.getInputStream());
		}
	}

	static String host(URI address) {
		String host = address.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	static int port(URI address) {
		int usual = address.getScheme().equals("https") ? 443 : 80;
		return (address.getPort() != -1) ? address.getPort() : usual;
	}

	private SSLSocket secured(Socket plain, String host, int port) throws IOException {
		SSLSocket socket = (SSLSocket) this.trust.sockets().createSocket(plain, host, port, true);
		socket.startHandshake();
		return socket;
	}

	private byte[] request(URI address, UUID id, byte[] body, byte[] secret) {
		String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
		String query = (address.getRawQuery() != null) ? "?" + address.getRawQuery() : "";
		String timestamp = String.valueOf(this.clock.instant().getEpochSecond());
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(String
			.join("\r\n", "POST " + path + query + " HTTP/1.1", "Host: " + address.getRawAuthority(),
					"User-Agent: Handfast", "Content-Type: application/json", "Content-Length: " + body.length,
					"Handfast-Delivery: " + id, "Handfast-Timestamp: " + timestamp,
					"Handfast-Signature: v1=" + signature(timestamp, body, secret), "Connection: close", "", "")
			.getBytes(StandardCharsets.US_ASCII));
		request.writeBytes(body);
		return request.toByteArray();
	}

	/**
	 * Of the timestamp, a dot and the body: who keeps an old call and sends it again
	 * sends an old timestamp.
	 */
	static String signature(String timestamp, byte[] body, byte[] secret) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
			return HexFormat.of().formatHex(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int status(InputStream in) throws IOException {
		String line = line(in);
		if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
			throw new IOException("it does not answer by HTTP/1.1");
		}
		return Integer.parseInt(line.substring(9, 12));
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); line.length() < LONGEST_LINE; next = in.read()) {
			if (next < 0) {
				throw new EOFException("it closed the connection without an answer");
			}
			if (next == '\n') {
				return line.toString().strip();
			}
			line.append((char) next);
		}
		throw new IOException("its answer begins with an endless line");
	}

}
