package handfast.handshake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import handfast.handshake.doh.Channel;
import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.starttls.Preamble;
import handfast.handshake.starttls.Talk;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Records;
import handfast.handshake.Exchange.Failure;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A handshake with a server at the other end of a socket. Sends nothing after Finished
 * but close_notify, and a question for an address where that is asked for. The socket
 * ends at its own deadline (see the egress guard).
 */
final class SiteHandshake {

	private static final int MOST_BYTES = 1 << 20;

	private static final int FIRST_BYTES = 256;

	// Tickets and a refused client certificate come right after Finished (TLS 1.3), in as
	// many records as the server likes: they are over when it has been silent for a
	// while.
	private static final Duration AFTERWARDS = Duration.ofMillis(200);

	private static final Duration SILENCE = Duration.ofMillis(50);

	private final Exchange exchange = new Exchange();

	private final TracingClientProtocol protocol;

	private final Records records = new Records();

	private final byte[] buffer = new byte[16384];

	private final Socket socket;

	private final ProbeClient client;

	private final @Nullable Preamble preamble;

	private final String serverName;

	private final Duration afterwards;

	private int bytesRead;

	// Port of the target, where an address is asked for over the connection.
	private @Nullable Integer dnsPort;

	/**
	 * @param preamble to speak before TLS; null for none
	 * @param serverName that the preamble may address
	 */
	SiteHandshake(TlsCrypto crypto, Offer offer, @Nullable Preamble preamble, String serverName, Socket socket) {
		this(crypto, offer, preamble, serverName, socket, null, AFTERWARDS);
	}

	/**
	 * @param keyLog takes the secrets; null for none, as with every stranger
	 * @param afterwards how long to listen at most when the handshake is over
	 */
	SiteHandshake(TlsCrypto crypto, Offer offer, @Nullable Preamble preamble, String serverName, Socket socket,
			@Nullable KeyLog keyLog, Duration afterwards) {
		this.afterwards = afterwards;
		this.protocol = new TracingClientProtocol(this.exchange.transcript(), keyLog);
		this.client = new ProbeClient(crypto, offer, this.exchange);
		this.preamble = preamble;
		this.serverName = serverName;
		this.socket = socket;
	}

	/**
	 * Asks for an address over the connection, once the handshake is over.
	 * @param port of the target, which the request names
	 */
	void askDns(int port) {
		this.dnsPort = port;
	}

	Exchange run() {
		try (Socket open = this.socket) {
			InputStream in = open.getInputStream();
			OutputStream out = open.getOutputStream();
			if (this.preamble != null && !isReady(this.preamble, in, out)) {
				return this.exchange;
			}
			this.protocol.connect(this.client);
			flush(out);
			while (!this.exchange.completed() && this.exchange.failure() == null) {
				read(in, out);
			}
			Integer port = this.dnsPort;
			if (port != null && this.exchange.completed() && this.exchange.failure() == null) {
				this.exchange.application(askDns(port, in, out));
			}
			if (!open.isClosed()) {
				afterwards(open, in, out);
			}
		}
		catch (TlsFatalAlertReceived ex) {
			fail(Failure.Kind.ALERT_RECEIVED, ex.getAlertDescription(), "alert");
		}
		catch (IOException | RuntimeException ex) {
			broken(ex);
		}
		return this.exchange;
	}

	/**
	 * The keying material of {@link ProbeClient#EXPORTER_LABEL}; null where there is
	 * none.
	 */
	byte @Nullable [] exported() {
		return this.client.exported();
	}

	private DnsOverHttps.Answer askDns(int port, InputStream in, OutputStream out) throws IOException {
		Exchange.Agreed agreed = Objects.requireNonNull(this.exchange.agreed());
		boolean named = !Target.isAddress(this.serverName);
		String host = (!named && this.serverName.contains(":")) ? "[" + this.serverName + "]" : this.serverName;
		this.exchange.askApplication();
		try {
			return DnsOverHttps.ask(new ApplicationData(in, out), agreed.alpn(),
					(port == 443) ? host : host + ":" + port, named ? this.serverName : "");
		}
		catch (TlsFatalAlertReceived ex) {
			if (this.exchange.certificateRequested()) {
				// Rather is it our certificate that is refused.
				throw ex;
			}
			return failed(agreed,
					"it ends the connection with the alert " + AlertDescription.getName(ex.getAlertDescription()));
		}
		catch (IOException ex) {
			return failed(agreed, String.valueOf(ex.getMessage()));
		}
	}

	// At the deadline the socket ends, and a server may still say what it thinks of that.
	private DnsOverHttps.Answer failed(Exchange.Agreed agreed, String fault) {
		boolean tooLate = this.socket.isClosed();
		return DnsOverHttps.Answer.failed("h2".equals(agreed.alpn()) ? "HTTP/2" : "HTTP/1.1", 0,
				tooLate ? "it does not answer in time" : fault);
	}

	private boolean isReady(Preamble spoken, InputStream in, OutputStream out) throws IOException {
		Talk talk = new Talk(in, out, this.exchange.transcript()::elapsedMicros);
		boolean isReady = false;
		try {
			switch (spoken.speak(talk, this.serverName)) {
				case Preamble.Ready ready -> isReady = true;
				case Preamble.NotOffered(String offered) -> fail(Failure.Kind.STARTTLS_MISSING, -1, offered);
				case Preamble.OtherProtocol(String said) -> fail(Failure.Kind.OTHER_PROTOCOL, -1, said);
			}
		}
		catch (EOFException ex) {
			fail(Failure.Kind.CLOSED, -1, "The server closed the connection");
		}
		catch (Talk.TooMuch ex) {
			fail(Failure.Kind.TOO_MUCH, -1, "More than any preamble needs");
		}
		finally {
			this.exchange.preamble(talk.turns());
			if (!isReady) {
				this.exchange.firstBytes(talk.firstBytes());
			}
		}
		return isReady;
	}

	private void read(InputStream in, OutputStream out) throws IOException {
		int length = in.read(this.buffer);
		if (length < 0) {
			fail(Failure.Kind.CLOSED, -1, "The server closed the connection");
			return;
		}
		keepFirst(length);
		this.bytesRead += length;
		if (this.bytesRead > MOST_BYTES) {
			fail(Failure.Kind.TOO_MUCH, -1, "More than 1 MiB");
		}
		else if (!Records.looksLikeTls(this.exchange.firstBytes())) {
			fail(Failure.Kind.NOT_TLS, -1, "Not a TLS record");
		}
		else {
			offer(this.records.add(this.buffer, length), out);
		}
	}

	private void offer(List<byte[]> whole, OutputStream out) throws IOException {
		try {
			for (byte[] record : whole) {
				if (!this.protocol.isClosed()) {
					this.protocol.offerRecord(record);
				}
			}
		}
		finally {
			flush(out);
		}
	}

	private void afterwards(Socket open, InputStream in, OutputStream out) throws IOException {
		if (!this.exchange.completed() || this.exchange.failure() != null) {
			return;
		}
		if (this.exchange.transcript().version() >= MessageParser.TLS_1_3) {
			listen(open, in, out);
		}
		if (!this.protocol.isClosed()) {
			this.protocol.close();
			flush(out);
		}
	}

	private void listen(Socket open, InputStream in, OutputStream out) throws IOException {
		long end = System.nanoTime() + this.afterwards.toNanos();
		Duration patience = this.afterwards;
		try {
			while (!this.protocol.isClosed() && this.bytesRead <= MOST_BYTES && patience.toMillis() > 0) {
				open.setSoTimeout(Math.toIntExact(patience.toMillis()));
				int length = in.read(this.buffer);
				if (length < 0) {
					return;
				}
				this.bytesRead += length;
				offer(this.records.add(this.buffer, length), out);
				Duration left = Duration.ofNanos(end - System.nanoTime());
				patience = (left.compareTo(SILENCE) < 0) ? left : SILENCE;
			}
		}
		catch (SocketTimeoutException ex) {
			// It says nothing more by itself.
		}
	}

	private void keepFirst(int length) {
		byte[] first = this.exchange.firstBytes();
		int more = Math.min(length, FIRST_BYTES - first.length);
		if (more > 0) {
			byte[] longer = Arrays.copyOf(first, first.length + more);
			System.arraycopy(this.buffer, 0, longer, first.length, more);
			this.exchange.firstBytes(longer);
		}
	}

	private void flush(OutputStream out) throws IOException {
		byte[] bytes = this.protocol.output();
		if (bytes.length > 0) {
			out.write(bytes);
			out.flush();
		}
	}

	// After a failure of TLS the exchange knows the alert already, and keeps it.
	private void broken(Exception ex) {
		String message = String.valueOf(ex.getMessage());
		if (this.socket.isClosed() && message.contains("closed") && ex instanceof java.net.SocketException) {
			fail(Failure.Kind.TIMED_OUT, -1, "The deadline is over");
		}
		else if (ex instanceof java.net.SocketException) {
			fail(Failure.Kind.CLOSED, -1, "The server reset the connection");
		}
		else {
			fail(Failure.Kind.BROKEN, -1, ex.getClass().getSimpleName());
		}
	}

	/**
	 * What is sent and received over the connection after the handshake.
	 */
	private final class ApplicationData implements Channel {

		private final InputStream in;

		private final OutputStream out;

		ApplicationData(InputStream in, OutputStream out) {
			this.in = in;
			this.out = out;
		}

		@Override
		public void send(byte[] bytes) throws IOException {
			SiteHandshake.this.protocol.writeApplicationData(bytes, 0, bytes.length);
			flush(this.out);
		}

		@Override
		public byte[] receive() throws IOException {
			TracingClientProtocol tls = SiteHandshake.this.protocol;
			while (tls.getAvailableInputBytes() == 0 && !tls.isClosed()) {
				int length = this.in.read(SiteHandshake.this.buffer);
				if (length < 0) {
					break;
				}
				SiteHandshake.this.bytesRead += length;
				if (SiteHandshake.this.bytesRead > MOST_BYTES) {
					throw new IOException("it sends more than 1 MiB");
				}
				offer(SiteHandshake.this.records.add(SiteHandshake.this.buffer, length), this.out);
			}
			byte[] bytes = new byte[tls.getAvailableInputBytes()];
			tls.readInput(bytes, 0, bytes.length);
			return bytes;
		}

	}

	private void fail(Failure.Kind kind, int alert, String detail) {
		this.exchange.fail(new Failure(kind, alert, detail));
	}

}
