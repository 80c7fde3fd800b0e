package handfast.handshake.scan;

import java.util.List;

import handfast.handshake.wire.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to one ClientHello, as far as it comes in clear.
 *
 * @param hello ServerHello or HelloRetryRequest of a version that was offered; null where
 * the server refused
 * @param compression the method chosen
 * @param chain DER as sent, empty in TLS 1.3 and where the certificate was not waited for
 * @param alert that it refused with; -1 for none
 * @param encrypted bytes that followed a ServerHello of TLS 1.3
 * @param failed whether the question was not answered at all: no connection, or no answer
 * in time
 */
record Reply(Message.@Nullable ServerHello hello, int compression, List<byte[]> chain,
		Message.@Nullable ServerKeyExchange keyExchange, boolean stapled, int alert, int encrypted, boolean failed) {

	static final Reply FAILED = new Reply(null, 0, List.of(), null, false, -1, 0, true);

	boolean accepted() {
		return this.hello != null;
	}

	/**
	 * The suite chosen; -1 for none.
	 */
	int suite() {
		return (this.hello != null) ? this.hello.suite() : -1;
	}

	/**
	 * The group chosen, by a HelloRetryRequest, a key share or a ServerKeyExchange; -1
	 * for none.
	 */
	int group() {
		if (this.hello != null && this.hello.group() != 0) {
			return this.hello.group();
		}
		return (this.keyExchange != null && this.keyExchange.group() != 0) ? this.keyExchange.group() : -1;
	}

	/**
	 * The scheme that signed the ServerKeyExchange; -1 for none.
	 */
	int scheme() {
		return (this.keyExchange != null && this.keyExchange.scheme() != 0) ? this.keyExchange.scheme() : -1;
	}

	boolean hasSessionId() {
		return this.hello != null && this.hello.sessionId().length > 0;
	}

	boolean hasExtension(int type) {
		return this.hello != null && Message.contains(this.hello.extensions(), type);
	}

}
