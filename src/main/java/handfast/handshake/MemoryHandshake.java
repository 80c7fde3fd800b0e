package handfast.handshake;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;

import handfast.handshake.Exchange.ComparedSecret;
import handfast.handshake.Exchange.Failure;
import handfast.handshake.NotingCrypto.SecretHash;
import handfast.handshake.wire.Records;
import handfast.handshake.wire.Transcript;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A client and a server that shake hands inside the process, on one thread and without a
 * socket. Each end writes down what it sees.
 */
final class MemoryHandshake {

	// A handshake needs four turns at most.
	private static final int MOST_TURNS = 20;

	private final Exchange exchange = new Exchange();

	private final Transcript atServer = new Transcript();

	private final ProbeClient client;

	private final ProofServer server;

	private final TracingClientProtocol clientEnd;

	private final TracingServerProtocol serverEnd;

	MemoryHandshake(TlsCrypto crypto, Offer offer, Credentials credentials, boolean asksForCertificate) {
		this(new End(crypto, offer), new End(crypto, offer), credentials, asksForCertificate, null);
	}

	/**
	 * @param credentials of the server
	 * @param keyLog takes the secrets of both ends; null for none
	 */
	MemoryHandshake(End client, End server, Credentials credentials, boolean asksForCertificate,
			@Nullable KeyLog keyLog) {
		this.client = new ProbeClient(client.crypto(), client.offer(), this.exchange);
		this.server = new ProofServer(server.crypto(), server.offer(), credentials, asksForCertificate, this.atServer);
		this.clientEnd = new TracingClientProtocol(this.exchange.transcript(), keyLog);
		this.serverEnd = new TracingServerProtocol(this.atServer);
	}

	Exchange run() {
		try {
			this.serverEnd.accept(this.server);
			this.clientEnd.connect(this.client);
			for (int turn = 0; turn < MOST_TURNS && (pending(this.clientEnd) || pending(this.serverEnd)); turn++) {
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
	 * What the server saw.
	 */
	Transcript atServer() {
		return this.atServer;
	}

	/**
	 * DER of what the client showed to the server.
	 */
	List<byte[]> clientChain() {
		return this.server.clientChain();
	}

	private void ask() throws IOException {
		try {
			for (byte[] record : Records.split(output(this.clientEnd))) {
				if (!this.serverEnd.isClosed()) {
					this.serverEnd.offerRecord(record);
				}
			}
		}
		catch (IOException ex) {
			// Its alert is on its way to the client, which tells of it.
			if (!pending(this.serverEnd)) {
				throw ex;
			}
		}
	}

	private void answer() throws IOException {
		try {
			for (byte[] record : Records.split(output(this.serverEnd))) {
				if (!this.clientEnd.isClosed()) {
					this.clientEnd.offerRecord(record);
				}
			}
		}
		catch (IOException ex) {
			// The server hears the client's last word too.
			if (pending(this.clientEnd) && !this.serverEnd.isClosed()) {
				hear();
			}
			throw ex;
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
		if (this.client.getCrypto() instanceof NotingCrypto ours
				&& this.server.getCrypto() instanceof NotingCrypto theirs) {
			SecretHash here = ours.noted();
			SecretHash there = theirs.noted();
			if (here != null && there != null) {
				this.exchange.compareSecrets(new ComparedSecret(here.matches(there), here.bytes()));
			}
		}
	}

	private static boolean pending(TlsProtocol end) {
		return end.getAvailableOutputBytes() > 0;
	}

	private static byte[] output(TlsProtocol from) {
		byte[] bytes = new byte[from.getAvailableOutputBytes()];
		from.readOutput(bytes, 0, bytes.length);
		return bytes;
	}

	/**
	 * One of the two: what it computes with and what it is ready to speak.
	 */
	record End(TlsCrypto crypto, Offer offer) {
	}

}
