package handfast.handshake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import handfast.handshake.NotingCrypto.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * A server by the JDK's own TLS, which shares no code with our client: what the two agree
 * on is right or both are wrong in the same way.
 */
final class JsseServerEnd implements ServerEnd {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SSLEngine engine;

	private final ByteBuffer plain;

	private final ByteBuffer wire;

	// Bytes of a record that is not whole yet.
	private ByteBuffer pending = NOTHING;

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private boolean failed;

	JsseServerEnd(SSLEngine engine) {
		this.engine = engine;
		this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
		this.wire = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
	}

	@Override
	public void offer(byte[] bytes) throws IOException {
		ByteBuffer input = ByteBuffer.allocate(this.pending.remaining() + bytes.length)
			.put(this.pending)
			.put(bytes)
			.flip();
		try {
			while (input.hasRemaining() && unwrap(input)) {
				wrap();
			}
		}
		catch (SSLException ex) {
			this.failed = true;
			wrap();
		}
		this.pending = input;
	}

	private boolean unwrap(ByteBuffer input) throws SSLException {
		this.plain.clear();
		SSLEngineResult result = this.engine.unwrap(input, this.plain);
		runTasks();
		return switch (result.getStatus()) {
			case OK -> result.bytesConsumed() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
					|| result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
			case BUFFER_UNDERFLOW, CLOSED -> false;
			case BUFFER_OVERFLOW -> throw new IllegalStateException("More than a record");
		};
	}

	// After a failure one more turn brings the alert.
	private void wrap() {
		try {
			while (this.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
				this.wire.clear();
				SSLEngineResult result = this.engine.wrap(NOTHING, this.wire);
				this.output.write(this.wire.array(), 0, this.wire.position());
				runTasks();
				if (result.getStatus() != SSLEngineResult.Status.OK) {
					return;
				}
			}
		}
		catch (SSLException ex) {
			this.failed = true;
		}
	}

	private void runTasks() {
		for (Runnable task = this.engine.getDelegatedTask(); task != null; task = this.engine.getDelegatedTask()) {
			task.run();
		}
	}

	@Override
	public byte[] output() {
		wrap();
		byte[] bytes = this.output.toByteArray();
		this.output.reset();
		return bytes;
	}

	@Override
	public boolean closed() {
		return this.failed || this.engine.isInboundDone();
	}

	@Override
	public byte @Nullable [] exported() {
		if (this.failed || this.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
				|| !(this.engine.getSession() instanceof ExtendedSSLSession session)) {
			return null;
		}
		try {
			return session.exportKeyingMaterialData(ProbeClient.EXPORTER_LABEL, null, ProbeClient.EXPORTER_LENGTH);
		}
		catch (SSLException ex) {
			return null;
		}
	}

	// The JDK's TLS shows no premaster secret.
	@Override
	public @Nullable SecretHash secret() {
		return null;
	}

	@Override
	public List<byte[]> clientChain() {
		List<byte[]> chain = new ArrayList<>();
		try {
			for (Certificate certificate : this.engine.getSession().getPeerCertificates()) {
				chain.add(certificate.getEncoded());
			}
		}
		catch (SSLPeerUnverifiedException ex) {
			// It showed none.
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException(ex);
		}
		return chain;
	}

}
