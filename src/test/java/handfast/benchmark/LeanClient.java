package handfast.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * One kept-alive connection, over HTTPS or without TLS, that sends prepared bytes and
 * reads answers: little enough of a client that on the same two cores the server is what
 * is measured.
 */
final class LeanClient implements AutoCloseable {

	private final SocketFactory sockets;

	private final String authorization;

	private final int port;

	private Socket socket;

	private InputStream input;

	private OutputStream output;

	LeanClient(int port, SSLContext tls, String token) throws IOException {
		this(port, tls.getSocketFactory(), "Authorization: Bearer " + token + "\r\n");
	}

	private LeanClient(int port, SocketFactory sockets, String authorization) throws IOException {
		this.sockets = sockets;
		this.authorization = authorization;
		this.port = port;
		connect();
	}

	/**
	 * Without TLS and without a token.
	 */
	static LeanClient plain(int port) throws IOException {
		return new LeanClient(port, SocketFactory.getDefault(), "");
	}

	private void connect() throws IOException {
		this.socket = this.sockets.createSocket("localhost", this.port);
		this.socket.setTcpNoDelay(true);
		this.input = new BufferedInputStream(this.socket.getInputStream(), 16 * 1024);
		this.output = this.socket.getOutputStream();
	}

	Answer post(String path, String json) throws IOException {
		return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
	}

	Answer post(String path, String type, byte[] body) throws IOException {
		String head = "POST " + path + " HTTP/1.1\r\nHost: localhost:" + this.port + "\r\n" + this.authorization
				+ "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n";
		return exchange(head, body);
	}

	Answer get(String path) throws IOException {
		return exchange(
				"GET " + path + " HTTP/1.1\r\nHost: localhost:" + this.port + "\r\n" + this.authorization + "\r\n",
				new byte[0]);
	}

	private Answer exchange(String head, byte[] body) throws IOException {
		byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
		byte[] request = new byte[headBytes.length + body.length];
		System.arraycopy(headBytes, 0, request, 0, headBytes.length);
		System.arraycopy(body, 0, request, headBytes.length, body.length);
		this.output.write(request);
		this.output.flush();
		return read();
	}

	private Answer read() throws IOException {
		String status = line();
		int length = -1;
		boolean chunked = false;
		boolean last = false;
		for (String line = line(); !line.isEmpty(); line = line()) {
			String lower = line.toLowerCase(java.util.Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Integer.parseInt(lower.substring(15).trim());
			}
			last |= lower.equals("connection: close");
			chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
		}
		byte[] body = chunked ? chunks() : this.input.readNBytes(Math.max(length, 0));
		if (last) {
			close();
			connect();
		}
		return new Answer(Integer.parseInt(status.substring(9, 12)), body);
	}

	private byte[] chunks() throws IOException {
		java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
		while (true) {
			int size = Integer.parseInt(line().trim(), 16);
			body.write(this.input.readNBytes(size));
			line();
			if (size == 0) {
				return body.toByteArray();
			}
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder(80);
		for (int c = this.input.read(); c != '\n'; c = this.input.read()) {
			if (c < 0) {
				throw new EOFException("The service closed the connection");
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * Status and body.
	 */
	record Answer(int status, byte[] body) {

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * A text member, by a look at the bytes alone.
		 */
		String member(String name) {
			String text = text();
			String key = "\"" + name + "\":\"";
			int start = text.indexOf(key);
			return (start < 0) ? "" : text.substring(start + key.length(), text.indexOf('"', start + key.length()));
		}

	}

}
