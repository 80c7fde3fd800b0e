package handfast.bundle;

import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JceGenericKey;

/**
 * Encrypts under a password: PBKDF2 with HMAC-SHA-256, AES-256-CBC. The JDK derives the
 * key, because its SHA-256 runs on the processor's own instructions and Bouncy Castle's
 * does not. It is derived once for a whole file; each part has an IV of its own.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc8018#section-6.2 RFC 8018 §6.2
 */
final class Pbes2 {

	private static final int SALT_BYTES = 32;

	private static final int IV_BYTES = 16;

	private static final int KEY_BITS = 256;

	private final SecureRandom random;

	private final KeyDerivationFunc derivation;

	private final SecretKey key;

	Pbes2(char[] password, int iterations, SecureRandom random) throws GeneralSecurityException {
		byte[] salt = new byte[SALT_BYTES];
		random.nextBytes(salt);
		this.random = random;
		this.derivation = new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations,
				new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE)));
		this.key = new SecretKeySpec(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
			.generateSecret(new PBEKeySpec(password, salt, iterations, KEY_BITS))
			.getEncoded(), "AES");
	}

	OutputEncryptor encryptor() throws GeneralSecurityException {
		byte[] iv = new byte[IV_BYTES];
		this.random.nextBytes(iv);
		Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
		cipher.init(Cipher.ENCRYPT_MODE, this.key, new IvParameterSpec(iv));
		EncryptionScheme scheme = new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv));
		return new Encryptor(
				new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(this.derivation, scheme)),
				cipher, this.key);
	}

	private record Encryptor(AlgorithmIdentifier algorithm, Cipher cipher, SecretKey key) implements OutputEncryptor {

		@Override
		public AlgorithmIdentifier getAlgorithmIdentifier() {
			return this.algorithm;
		}

		@Override
		public OutputStream getOutputStream(OutputStream out) {
			return new CipherOutputStream(out, this.cipher);
		}

		@Override
		public GenericKey getKey() {
			return new JceGenericKey(this.algorithm, this.key);
		}

		@Override
		public String toString() {
			return "***";
		}

	}

}
