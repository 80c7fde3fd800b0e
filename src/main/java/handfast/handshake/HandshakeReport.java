package handfast.handshake;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What happened in a handshake, as the contract's JSON shows it. Holds no key and no
 * secret. The handshake module completes it (steps, certificates, path …).
 *
 * @param verdict {@code passed}, {@code passed-with-warnings} or {@code failed}
 * @param handshakes a line for each handshake of a proof
 */
public record HandshakeReport(UUID id, String verdict, List<Line> handshakes) {

	/**
	 * One handshake of a proof.
	 */
	public record Line(@Nullable String protocol, @Nullable String cipherSuite, @Nullable String serverName,
			String verdict) {
	}

}
