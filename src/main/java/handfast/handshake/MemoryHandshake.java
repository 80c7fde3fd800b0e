package handfast.handshake;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;

import handfast.handshake.wire.Records;
import handfast.handshake.Exchange.Failure;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;

/**
 * A client and a server that shake hands inside the process, on one thread and without a
 * socket.
 */
final class MemoryHandshake {

	// A handshake needs four turns at most.
	private static final int MOST_TURNS = 20;

	private final Exchange exchange = new Exchange();

	private final ProbeClient client;

	private final ServerEnd server;

	MemoryHandshake(TlsCrypto crypto, Offer offer, ServerEnd server) {
		this.client = new ProbeClient(crypto, offer, this.exchange);
		this.server = server;
	}

	Exchange run() {
		TracingClientProtocol clientEnd = new TracingClientProtocol(this.exchange.transcript());
		try {
			clientEnd.connect(this.client);
			byte[] sent = output(clientEnd);
			for (int turn = 0; turn < MOST_TURNS && sent.length > 0; turn++) {
				answer(sent, clientEnd);
				sent = output(clientEnd);
			}
			compareKeys();
		}
		catch (TlsFatalAlertReceived ex) {
			this.exchange.fail(new Failure(Failure.Kind.ALERT_RECEIVED, ex.getAlertDescription(), "alert"));
		}
		catch (IOException | RuntimeException ex) {
			this.exchange.fail(new Failure(Failure.Kind.BROKEN, -1, ex.getClass().getSimpleName()));
		}
		return this.exchange;
	}

	/**
	 * DER of what the client showed to the server.
	 */
	List<byte[]> clientChain() {
		return this.server.clientChain();
	}

	private void answer(byte[] sent, TracingClientProtocol to) throws IOException {
		if (!this.server.closed()) {
			this.server.offer(sent);
		}
		for (byte[] record : Records.split(this.server.output())) {
			if (!to.isClosed()) {
				to.offerRecord(record);
			}
		}
	}

	private void compareKeys() {
		byte[] ours = this.client.exported();
		byte[] theirs = this.server.exported();
		if (ours != null && theirs != null) {
			this.exchange.compareKeys(MessageDigest.isEqual(ours, theirs));
		}
		else if (!this.exchange.completed()) {
			this.exchange.fail(new Failure(Failure.Kind.CLOSED, -1, "The handshake did not come to its end"));
		}
	}

	private static byte[] output(TlsProtocol from) {
		byte[] bytes = new byte[from.getAvailableOutputBytes()];
		from.readOutput(bytes, 0, bytes.length);
		return bytes;
	}

}
