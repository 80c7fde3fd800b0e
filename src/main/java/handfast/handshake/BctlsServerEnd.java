package handfast.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import handfast.handshake.NotingCrypto.SecretHash;
import handfast.handshake.wire.Records;
import handfast.handshake.wire.Transcript;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A server by the same library as our client, for keys that the JDK's TLS does not know.
 */
final class BctlsServerEnd implements ServerEnd {

	private final Transcript transcript = new Transcript();

	private final TracingServerProtocol protocol = new TracingServerProtocol(this.transcript);

	private final ProofServer server;

	BctlsServerEnd(TlsCrypto crypto, Offer offer, Credentials credentials, boolean asksForCertificate) {
		this.server = new ProofServer(crypto, offer, credentials, asksForCertificate, this.transcript);
		try {
			this.protocol.accept(this.server);
		}
		catch (IOException ex) {
			// Nothing is sent or read before the first offer.
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What it saw.
	 */
	Transcript transcript() {
		return this.transcript;
	}

	@Override
	public void offer(byte[] bytes) throws IOException {
		try {
			for (byte[] record : Records.split(bytes)) {
				if (!closed()) {
					this.protocol.offerRecord(record);
				}
			}
		}
		catch (IOException ex) {
			// Its alert is on its way to the client, which tells of it.
			if (this.protocol.getAvailableOutputBytes() == 0) {
				throw ex;
			}
		}
	}

	@Override
	public byte[] output() {
		byte[] bytes = new byte[this.protocol.getAvailableOutputBytes()];
		this.protocol.readOutput(bytes, 0, bytes.length);
		return bytes;
	}

	@Override
	public boolean closed() {
		return this.protocol.isClosed();
	}

	@Override
	public byte @Nullable [] exported() {
		return this.server.exported();
	}

	@Override
	public @Nullable SecretHash secret() {
		return (this.server.getCrypto() instanceof NotingCrypto noting) ? noting.noted() : null;
	}

	@Override
	public List<byte[]> clientChain() {
		return this.server.clientChain();
	}

}
