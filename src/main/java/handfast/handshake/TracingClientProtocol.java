package handfast.handshake;

import java.io.IOException;

import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Transcript;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.TlsClientProtocol;
import org.jspecify.annotations.Nullable;

/**
 * A TLS client, fed by hand, that writes down the content of each record after it was
 * decrypted and before it is encrypted.
 */
final class TracingClientProtocol extends TlsClientProtocol {

	private final Transcript transcript;

	private final @Nullable KeyLog keyLog;

	private int unsentRecords;

	private boolean unsentChangeCipherSpec;

	/**
	 * @param keyLog takes the secrets; null for none, as with every stranger
	 */
	TracingClientProtocol(Transcript transcript, @Nullable KeyLog keyLog) {
		this.transcript = transcript;
		this.keyLog = keyLog;
	}

	/**
	 * Offers one record as it came from the wire. A ChangeCipherSpec is written down
	 * here, since the library swallows that of TLS 1.3.
	 */
	void offerRecord(byte[] record) throws IOException {
		if (record[0] == ContentType.change_cipher_spec) {
			this.transcript.record(Side.SERVER, ContentType.change_cipher_spec, record, 5, record.length - 5);
		}
		offerInput(record);
	}

	/**
	 * What is to be put on the wire now, and from now on has its place in the transcript;
	 * empty while there is nothing. A ChangeCipherSpec that means nothing (RFC 9846 App.
	 * E.4) leaves with the message that follows it, not amid the server's flight.
	 */
	byte[] output() {
		if (this.unsentRecords == 1 && this.unsentChangeCipherSpec && !isClosed()
				&& this.transcript.version() >= MessageParser.TLS_1_3) {
			return new byte[0];
		}
		byte[] bytes = new byte[getAvailableOutputBytes()];
		readOutput(bytes, 0, bytes.length);
		this.unsentRecords = 0;
		this.unsentChangeCipherSpec = false;
		this.transcript.sent();
		return bytes;
	}

	@Override
	protected void processRecord(short type, byte[] content, int offset, int length) throws IOException {
		if (type != ContentType.change_cipher_spec) {
			this.transcript.record(Side.SERVER, type, content, offset, length);
		}
		super.processRecord(type, content, offset, length);
	}

	// Alerts of ours do not all come this way: the peer's notifyAlertRaised has them.
	@Override
	protected void writeRecord(short type, byte[] content, int offset, int length) throws IOException {
		this.unsentRecords++;
		this.unsentChangeCipherSpec = type == ContentType.change_cipher_spec;
		if (type != ContentType.alert) {
			this.transcript.unsent(type, content, offset, length);
		}
		super.writeRecord(type, content, offset, length);
	}

	@Override
	protected void handleHandshakeMessage(short type, HandshakeMessageInput message) throws IOException {
		if (this.keyLog != null && type == HandshakeType.encrypted_extensions) {
			this.keyLog.handshakeKeys(getContext());
		}
		super.handleHandshakeMessage(type, message);
	}

	@Override
	protected void completeHandshake() throws IOException {
		if (this.keyLog != null) {
			this.keyLog.sessionKeys(getContext());
		}
		super.completeHandshake();
	}

}
