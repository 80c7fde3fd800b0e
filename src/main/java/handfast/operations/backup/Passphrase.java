package handfast.operations.backup;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import handfast.problem.ProblemType;
import handfast.x509.Secret;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Locks by a passphrase: Argon2id makes a key of it that wraps the file's key with
 * AES-256-GCM. Its costs and salt stand in the lock.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9106 RFC 9106
 */
public final class Passphrase implements Lock, Unlock {

	/**
	 * The shortest that is taken for a new backup.
	 */
	public static final int SHORTEST = 12;

	// RFC 9106 §4: the second recommended choice, of one lane
	private static final int MEMORY_KIB = 64 * 1024;

	private static final int PASSES = 3;

	private static final int LANES = 1;

	// What a file may make us spend before it is known to be ours.
	private static final int MOST_MEMORY_KIB = 1024 * 1024;

	private static final int MOST_PASSES = 16;

	private static final int MOST_LANES = 16;

	private final Secret passphrase;

	private final SecureRandom random;

	/**
	 * @throws handfast.problem.Problem where there is none
	 */
	public Passphrase(Secret passphrase, SecureRandom random) {
		if (passphrase.length() == 0) {
			throw ProblemType.INVALID_REQUEST
				.because("The passphrase is empty: write it as the first line of the file.");
		}
		this.passphrase = passphrase;
		this.random = random;
	}

	/**
	 * @return this
	 * @throws handfast.problem.Problem where it is too short to keep a backup by
	 */
	public Passphrase requireStrong() {
		if (this.passphrase.length() < SHORTEST) {
			throw ProblemType.INVALID_REQUEST.because("The passphrase is short: whoever finds the file may try many."
					+ " Write at least " + SHORTEST + " characters.");
		}
		return this;
	}

	@Override
	public ObjectNode lock(byte[] fileKey) {
		byte[] salt = bytes(16);
		byte[] iv = bytes(12);
		byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(salt, MEMORY_KIB, PASSES, LANES), iv, fileKey);
		ObjectNode lock = JsonNodeFactory.instance.objectNode();
		lock.putObject("argon2id")
			.put("memoryKiB", MEMORY_KIB)
			.put("passes", PASSES)
			.put("lanes", LANES)
			.put("salt", salt);
		return lock.put("iv", iv).put("key", sealed);
	}

	@Override
	public byte[] unlock(JsonNode lock) throws AlteredException {
		JsonNode costs = lock.path("argon2id");
		if (lock.has("cms")) {
			throw ProblemType.INVALID_REQUEST.because(
					"It was made for the owner of a key, not for a passphrase: name the" + " key by --recipient-key.");
		}
		try {
			byte[] salt = costs.required("salt").binaryValue();
			SecretKeySpec key = key(salt, within(costs, "memoryKiB", MOST_MEMORY_KIB),
					within(costs, "passes", MOST_PASSES), within(costs, "lanes", MOST_LANES));
			byte[] fileKey = cipher(Cipher.DECRYPT_MODE, key, lock.required("iv").binaryValue(),
					lock.required("key").binaryValue());
			if (fileKey.length == 32) {
				return fileKey;
			}
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new AlteredException("its second line is not what a backup has there");
		}
		throw ProblemType.INVALID_REQUEST.because("The passphrase is not the one that it was made with, or its second"
				+ " line was altered: give the right one.");
	}

	private static int within(JsonNode costs, String name, int most) {
		int value = costs.required(name).asInt();
		if (value < 1 || value > most) {
			throw new IllegalArgumentException(name);
		}
		return value;
	}

	private SecretKeySpec key(byte[] salt, int memory, int passes, int lanes) {
		if (salt.length < 8 || memory < 8 * lanes) {
			throw new IllegalArgumentException("salt");
		}
		Argon2BytesGenerator generator = new Argon2BytesGenerator();
		generator.init(
				new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
					.withSalt(salt)
					.withMemoryAsKB(memory)
					.withIterations(passes)
					.withParallelism(lanes)
					.build());
		ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(this.passphrase.value()));
		byte[] password = new byte[encoded.remaining()];
		encoded.get(password);
		byte[] key = new byte[32];
		generator.generateBytes(password, key);
		Arrays.fill(password, (byte) 0);
		return new SecretKeySpec(key, "AES");
	}

	// Empty where the key is another one.
	private static byte[] cipher(int mode, SecretKeySpec key, byte[] iv, byte[] text) {
		try {
			Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(mode, key, new GCMParameterSpec(128, iv));
			cipher.updateAAD(BackupFile.FORM.getBytes(StandardCharsets.US_ASCII));
			return cipher.doFinal(text);
		}
		catch (GeneralSecurityException ex) {
			return new byte[0];
		}
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

}
