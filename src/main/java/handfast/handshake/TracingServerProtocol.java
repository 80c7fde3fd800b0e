package handfast.handshake;

import java.io.IOException;

import handfast.handshake.wire.Transcript;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsServerProtocol;

/**
 * The other end of {@link TracingClientProtocol}: a TLS server, fed by hand, that writes
 * down what it sees.
 */
final class TracingServerProtocol extends TlsServerProtocol {

	private final Transcript transcript;

	TracingServerProtocol(Transcript transcript) {
		this.transcript = transcript;
	}

	/**
	 * Offers one record as it came from the wire. A ChangeCipherSpec is written down
	 * here, since the library swallows that of TLS 1.3.
	 */
	void offerRecord(byte[] record) throws IOException {
		if (record[0] == ContentType.change_cipher_spec) {
			this.transcript.record(Side.CLIENT, ContentType.change_cipher_spec, record, 5, record.length - 5);
		}
		offerInput(record);
	}

	@Override
	protected void processRecord(short type, byte[] content, int offset, int length) throws IOException {
		if (type != ContentType.change_cipher_spec) {
			this.transcript.record(Side.CLIENT, type, content, offset, length);
		}
		super.processRecord(type, content, offset, length);
	}

	@Override
	protected void writeRecord(short type, byte[] content, int offset, int length) throws IOException {
		if (type != ContentType.alert) {
			this.transcript.record(Side.SERVER, type, content, offset, length);
		}
		super.writeRecord(type, content, offset, length);
	}

}
