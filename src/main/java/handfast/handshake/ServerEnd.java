package handfast.handshake;

import java.io.IOException;
import java.util.List;

import handfast.handshake.NotingCrypto.SecretHash;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a handshake in memory, by whatever library.
 */
interface ServerEnd {

	/**
	 * Takes what the client sent. Where it refuses, its alert is in the output.
	 */
	void offer(byte[] bytes) throws IOException;

	/**
	 * What it has to send now; empty for nothing.
	 */
	byte[] output() throws IOException;

	boolean closed();

	/**
	 * Keying material of its session (RFC 5705); null before the handshake is complete.
	 */
	byte @Nullable [] exported();

	/**
	 * Hash of what its key exchange came to; null where it does not note that.
	 */
	@Nullable SecretHash secret();

	/**
	 * DER of what the client showed; empty where it showed none.
	 */
	List<byte[]> clientChain();

}
