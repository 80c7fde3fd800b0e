package handfast.handshake.scan;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import handfast.egress.EgressRefused;
import handfast.handshake.scan.ReplyReader.Depth;

/**
 * Asks one question on one connection, within the limits of the whole scan: so many
 * connections, so many at once, so much time. Sends nothing after the ClientHello.
 */
final class Asker {

	static final int MOST_CONNECTIONS = 200;

	static final int MOST_AT_ONCE = 8;

	// A server that says nothing to one question says nothing to the next either.
	private static final Duration ONE_QUESTION = Duration.ofSeconds(4);

	private final Connector connector;

	private final ClientHelloWriter writer;

	private final Semaphore places = new Semaphore(MOST_AT_ONCE);

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicBoolean incomplete = new AtomicBoolean();

	private final long until;

	Asker(Connector connector, SecureRandom random, Duration deadline) {
		this.connector = connector;
		this.writer = new ClientHelloWriter(random);
		this.until = System.nanoTime() + deadline.toNanos();
	}

	/**
	 * What the server says to this hello.
	 */
	Reply ask(Hello hello, Depth depth) {
		try {
			this.places.acquire();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return unanswered();
		}
		try {
			Duration left = Duration.ofNanos(this.until - System.nanoTime());
			if (left.isNegative() || this.connections.incrementAndGet() > MOST_CONNECTIONS) {
				return unanswered();
			}
			return connected(hello, depth, (left.compareTo(ONE_QUESTION) < 0) ? left : ONE_QUESTION);
		}
		finally {
			this.places.release();
		}
	}

	int connections() {
		return Math.min(this.connections.get(), MOST_CONNECTIONS);
	}

	/**
	 * Whether every question was answered.
	 */
	boolean complete() {
		return !this.incomplete.get();
	}

	private Reply connected(Hello hello, Depth depth, Duration time) {
		ReplyReader reader = new ReplyReader(hello, depth);
		try (Socket socket = this.connector.connect(time)) {
			socket.setSoTimeout(Math.toIntExact(Math.max(1, time.toMillis())));
			socket.getOutputStream().write(this.writer.record(hello));
			socket.getOutputStream().flush();
			return read(reader, socket);
		}
		catch (IOException | EgressRefused ex) {
			return unanswered();
		}
	}

	// What breaks the connection after an answer takes nothing from it.
	private Reply read(ReplyReader reader, Socket socket) {
		try {
			return reader.read(socket.getInputStream());
		}
		catch (IOException ex) {
			boolean timedOut = ex instanceof SocketTimeoutException || socket.isClosed();
			return (timedOut && !reader.reply().accepted()) ? unanswered() : reader.reply();
		}
	}

	private Reply unanswered() {
		this.incomplete.set(true);
		return Reply.FAILED;
	}

}
