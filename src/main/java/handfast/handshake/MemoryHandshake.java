package handfast.handshake;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;

import handfast.handshake.Exchange.ComparedSecret;
import handfast.handshake.Exchange.Failure;
import handfast.handshake.NotingCrypto.SecretHash;
import handfast.handshake.wire.Records;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A client and a server that shake hands inside the process, on one thread and without a
 * socket.
 */
final class MemoryHandshake {

	// A handshake needs four turns at most.
	private static final int MOST_TURNS = 20;

	private final Exchange exchange = new Exchange();

	private final ProbeClient client;

	private final TracingClientProtocol clientEnd;

	private final ServerEnd server;

	private final @Nullable KeyLog keyLog;

	MemoryHandshake(TlsCrypto crypto, Offer offer, ServerEnd server) {
		this(crypto, offer, server, null);
	}

	/**
	 * @param keyLog takes the secrets of the connection; null for none
	 */
	MemoryHandshake(TlsCrypto crypto, Offer offer, ServerEnd server, @Nullable KeyLog keyLog) {
		this.client = new ProbeClient(crypto, offer, this.exchange);
		this.clientEnd = new TracingClientProtocol(this.exchange.transcript(), keyLog);
		this.server = server;
		this.keyLog = keyLog;
	}

	Exchange run() {
		try {
			this.clientEnd.connect(this.client);
			for (int turn = 0; turn < MOST_TURNS && pending(); turn++) {
				ask();
				answer();
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

	private boolean pending() {
		return this.clientEnd.getAvailableOutputBytes() > 0;
	}

	private void ask() throws IOException {
		byte[] sent = this.clientEnd.output();
		passed(Side.CLIENT, sent);
		if (sent.length > 0 && !this.server.closed()) {
			this.server.offer(sent);
		}
	}

	private void answer() throws IOException {
		try {
			byte[] sent = this.server.output();
			passed(Side.SERVER, sent);
			for (byte[] record : Records.split(sent)) {
				if (!this.clientEnd.isClosed()) {
					this.clientEnd.offerRecord(record);
				}
			}
		}
		catch (IOException ex) {
			// The server hears the client's last word too.
			if (pending()) {
				hear();
			}
			throw ex;
		}
	}

	private void passed(Side from, byte[] bytes) {
		if (this.keyLog != null) {
			this.keyLog.passed(from, bytes);
		}
	}

	private void hear() {
		try {
			ask();
		}
		catch (IOException ex) {
			// An alert, which the exchange knows from the client already.
		}
	}

	private void compareKeys() {
		byte[] ours = this.client.exported();
		byte[] theirs = this.server.exported();
		if (ours != null && theirs != null) {
			this.exchange.compareKeys(MessageDigest.isEqual(ours, theirs));
			compareSecrets();
		}
		else if (!this.exchange.completed()) {
			this.exchange.fail(new Failure(Failure.Kind.CLOSED, -1, "The handshake did not come to its end"));
		}
	}

	private void compareSecrets() {
		SecretHash there = this.server.secret();
		SecretHash here = (this.client.getCrypto() instanceof NotingCrypto noting) ? noting.noted() : null;
		if (here != null && there != null) {
			this.exchange.compareSecrets(new ComparedSecret(here.matches(there), here.bytes()));
		}
	}

}
