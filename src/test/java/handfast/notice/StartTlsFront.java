package handfast.notice;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * STARTTLS in front of an SMTP server that has none: takes no command in clear but EHLO,
 * STARTTLS and QUIT.
 */
final class StartTlsFront implements AutoCloseable {

	private final ServerSocket door;

	private final int behind;

	private volatile SSLContext context;

	private final AtomicInteger encrypted = new AtomicInteger();

	private StartTlsFront(ServerSocket door, int behind, SSLContext context) {
		this.door = door;
		this.behind = behind;
		this.context = context;
	}

	/**
	 * @param behind port of the SMTP server
	 * @param context with the certificate; null for a server without STARTTLS
	 */
	static StartTlsFront start(int behind, SSLContext context) throws IOException {
		StartTlsFront front = new StartTlsFront(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behind,
				context);
		Thread.ofVirtual().start(front::accept);
		return front;
	}

	int port() {
		return this.door.getLocalPort();
	}

	/**
	 * Shows another certificate from now on.
	 */
	void use(SSLContext other) {
		this.context = other;
	}

	int encrypted() {
		return this.encrypted.get();
	}

	private void accept() {
		while (!this.door.isClosed()) {
			try {
				Socket client = this.door.accept();
				Thread.ofVirtual().start(() -> serve(client));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket client) {
		try (client) {
			say(client.getOutputStream(), "220 mail.test");
			for (String line = line(client.getInputStream()); line != null; line = line(client.getInputStream())) {
				if (line.startsWith("EHLO")) {
					say(client.getOutputStream(),
							(this.context != null) ? "250-mail.test\r\n250 STARTTLS" : "250 mail.test");
				}
				else if (line.equals("STARTTLS") && this.context != null) {
					say(client.getOutputStream(), "220 go on");
					relay(client);
					return;
				}
				else if (line.equals("QUIT")) {
					return;
				}
				else {
					say(client.getOutputStream(), "530 Must issue a STARTTLS command first");
				}
			}
		}
		catch (IOException ex) {
			// The client sees it.
		}
	}

	private void relay(Socket client) throws IOException {
		try (SSLSocket tls = (SSLSocket) this.context.getSocketFactory().createSocket(client, null, 0, true);
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.behind)) {
			tls.setUseClientMode(false);
			tls.startHandshake();
			this.encrypted.incrementAndGet();
			// Its greeting was said in clear.
			line(server.getInputStream());
			Thread.ofVirtual().start(() -> {
				try {
					server.getInputStream().transferTo(tls.getOutputStream());
					tls.close();
				}
				catch (IOException ex) {
					// It has ended.
				}
			});
			tls.getInputStream().transferTo(server.getOutputStream());
		}
	}

	private static void say(OutputStream out, String line) throws IOException {
		out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); next >= 0; next = in.read()) {
			if (next == '\n') {
				return line.toString().strip();
			}
			line.append((char) next);
		}
		return null;
	}

	@Override
	public void close() throws IOException {
		this.door.close();
	}

}
