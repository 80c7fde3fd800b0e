package handfast.handshake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import handfast.handshake.wire.PacketCapture;
import handfast.handshake.wire.Transcript.Side;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.AbstractTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one connection between two ends of ours, as lines that Wireshark reads,
 * and the packets that they open. Goes to the caller who asked for it and nowhere else.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9850#section-2 RFC 9850 §2
 */
final class KeyLog {

	private final List<String> lines = new ArrayList<>();

	private final PacketCapture packets = new PacketCapture();

	List<String> lines() {
		return List.copyOf(this.lines);
	}

	/**
	 * What was on the wire, where there was none, as pcap.
	 */
	byte[] capture() {
		return this.packets.pcap();
	}

	void passed(Side from, byte[] bytes) {
		this.packets.passed(from, bytes);
	}

	/**
	 * TLS 1.3, before EncryptedExtensions is read: later there are other secrets in the
	 * same places.
	 */
	void handshakeKeys(TlsContext context) {
		SecurityParameters parameters = context.getSecurityParametersHandshake();
		add(context, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", parameters.getTrafficSecretClient());
		add(context, "SERVER_HANDSHAKE_TRAFFIC_SECRET", parameters.getTrafficSecretServer());
	}

	/**
	 * The handshake is about to be complete.
	 */
	void sessionKeys(TlsContext context) {
		SecurityParameters parameters = context.getSecurityParametersHandshake();
		if (TlsUtils.isTLSv13(context)) {
			add(context, "CLIENT_TRAFFIC_SECRET_0", parameters.getTrafficSecretClient());
			add(context, "SERVER_TRAFFIC_SECRET_0", parameters.getTrafficSecretServer());
			add(context, "EXPORTER_SECRET", parameters.getExporterMasterSecret());
		}
		else {
			add(context, "CLIENT_RANDOM", parameters.getMasterSecret());
		}
	}

	@Override
	public String toString() {
		return "KeyLog[" + this.lines.size() + " lines]";
	}

	private void add(TlsContext context, String label, @Nullable TlsSecret secret) {
		if (secret != null) {
			// A copy: to read a secret is to destroy it.
			byte[] value = ((AbstractTlsCrypto) context.getCrypto()).adoptSecret(secret).extract();
			HexFormat hex = HexFormat.of();
			this.lines.add(label + " " + hex.formatHex(context.getSecurityParametersHandshake().getClientRandom()) + " "
					+ hex.formatHex(value));
			Arrays.fill(value, (byte) 0);
		}
	}

}
