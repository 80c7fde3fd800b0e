package handfast.handshake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.bouncycastle.tls.TlsServerProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A server by the same library as our client, for keys that the JDK's TLS does not know.
 */
final class BctlsServerEnd implements ServerEnd {

	private final TlsServerProtocol protocol = new TlsServerProtocol();

	private final ProofServer server;

	BctlsServerEnd(ProofServer server) {
		this.server = server;
		try {
			this.protocol.accept(server);
		}
		catch (IOException ex) {
			// Nothing is sent or read before the first offer.
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void offer(byte[] bytes) throws IOException {
		try {
			this.protocol.offerInput(bytes);
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
	public List<byte[]> clientChain() {
		return this.server.clientChain();
	}

}
