package handfast.operations.backup;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * What the two ends of a sealed stream share.
 */
final class Chunks {

	static final int PLAIN = 64 * 1024;

	static final int SEALED = PLAIN + 16;

	private Chunks() {
	}

	/**
	 * @param number of the chunk, from 0
	 */
	static Cipher cipher(int mode, SecretKey key, long number, boolean last) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		byte[] nonce = ByteBuffer.allocate(12).position(3).putLong(number).put((byte) (last ? 1 : 0)).array();
		cipher.init(mode, key, new GCMParameterSpec(128, nonce));
		return cipher;
	}

}
