package handfast.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.stereotype.Component;

/**
 * Envelope encryption under the installation's key-encryption key, or under the root's
 * own (security §5.1). Both layers are a 12-byte random IV, then AES-256-GCM with a
 * 16-byte tag. A data key encrypts one thing once.
 *
 * @spec https://csrc.nist.gov/pubs/sp/800/38/d/final NIST SP 800-38D
 */
@Component
public class Wrapping {

	private static final int IV_LENGTH = 12;

	private static final int TAG_BITS = 128;

	private final KeyEncryptionKeys keys;

	private final SecureRandom random;

	public Wrapping(KeyEncryptionKeys keys, SecureRandom random) {
		this.keys = keys;
		this.random = random;
	}

	/**
	 * Encrypts.
	 * @param aad names the row, so that a row moved elsewhere does not open
	 * @throws handfast.problem.Problem {@code SEALED} where the key file is not there
	 */
	public WrappedKey wrap(Kek kek, byte[] plain, String aad) {
		byte[] dataKey = new byte[32];
		this.random.nextBytes(dataKey);
		try {
			return new WrappedKey(encrypt(this.keys.require(kek), dataKey, dataKeyAad(aad)),
					encrypt(new SecretKeySpec(dataKey, "AES"), plain, aad));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Arrays.fill(dataKey, (byte) 0);
		}
	}

	/**
	 * Decrypts.
	 * @throws IllegalStateException where the row was moved or changed, or another key
	 * wrapped it
	 * @throws handfast.problem.Problem {@code SEALED} where the key file is not there
	 */
	public byte[] unwrap(Kek kek, WrappedKey wrapped, String aad) {
		SecretKeySpec kekKey = this.keys.require(kek);
		byte[] dataKey = {};
		try {
			dataKey = decrypt(kekKey, wrapped.dataKey(), dataKeyAad(aad));
			return decrypt(new SecretKeySpec(dataKey, "AES"), wrapped.ciphertext(), aad);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("What is stored as " + aad
					+ " does not open: it was moved or changed, or wrapped under another key file");
		}
		finally {
			Arrays.fill(dataKey, (byte) 0);
		}
	}

	private byte[] encrypt(SecretKeySpec key, byte[] plain, String aad) throws GeneralSecurityException {
		byte[] iv = new byte[IV_LENGTH];
		this.random.nextBytes(iv);
		Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, iv, aad);
		byte[] sealed = Arrays.copyOf(iv, IV_LENGTH + cipher.getOutputSize(plain.length));
		cipher.doFinal(plain, 0, plain.length, sealed, IV_LENGTH);
		return sealed;
	}

	private static byte[] decrypt(SecretKeySpec key, byte[] sealed, String aad) throws GeneralSecurityException {
		if (sealed.length < IV_LENGTH + TAG_BITS / 8) {
			throw new AEADBadTagException("Too short");
		}
		byte[] iv = Arrays.copyOf(sealed, IV_LENGTH);
		return cipher(Cipher.DECRYPT_MODE, key, iv, aad).doFinal(sealed, IV_LENGTH, sealed.length - IV_LENGTH);
	}

	private static Cipher cipher(int mode, SecretKeySpec key, byte[] iv, String aad) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
		cipher.updateAAD(aad.getBytes(StandardCharsets.UTF_8));
		return cipher;
	}

	// The layers never take each other's place
	private static String dataKeyAad(String aad) {
		return "handfast:datakey:v1:" + aad;
	}

	/**
	 * Which key wraps: {@code MAIN} everything, {@code ROOT} the root CA's key alone.
	 */
	public enum Kek {

		MAIN, ROOT

	}

}
