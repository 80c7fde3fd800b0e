package handfast.operations.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file: a line that names the form, a line of JSON that holds the file's key locked
 * up, and the content sealed under a key that is derived from both lines and that key. So
 * no byte of it can be changed without being noticed.
 */
public final class BackupFile {

	static final String FORM = "handfast-backup:v1";

	private static final int LONGEST_LINE = 64 * 1024;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private BackupFile() {
	}

	/**
	 * Writes a whole file.
	 * @param content writes it in clear; what throws leaves a file that nobody takes for
	 * whole
	 * @return what the content gave
	 */
	public static <T> T write(OutputStream out, Lock lock, SecureRandom random, Function<OutputStream, T> content)
			throws IOException {
		SealedOutput sealed = create(out, lock, random);
		T result = content.apply(sealed);
		sealed.finish();
		return result;
	}

	private static SealedOutput create(OutputStream out, Lock lock, SecureRandom random) throws IOException {
		byte[] fileKey = new byte[32];
		random.nextBytes(fileKey);
		try {
			byte[] head = (FORM + "\n" + JSON.writeValueAsString(lock.lock(fileKey)) + "\n")
				.getBytes(StandardCharsets.UTF_8);
			out.write(head);
			return new SealedOutput(out, contentKey(fileKey, head));
		}
		finally {
			Arrays.fill(fileKey, (byte) 0);
		}
	}

	/**
	 * Reads the head.
	 * @return gives the content
	 * @throws AlteredException where it is no backup, or not as it was written
	 * @throws handfast.problem.Problem where it does not open with this
	 */
	static InputStream open(InputStream in, Unlock unlock) throws IOException {
		byte[] form = line(in);
		if (!Arrays.equals(form, (FORM + "\n").getBytes(StandardCharsets.UTF_8))) {
			throw new AlteredException("it does not begin as a backup of Handfast does");
		}
		byte[] lock = line(in);
		byte[] fileKey = unlock.unlock(read(lock));
		try {
			byte[] head = Arrays.copyOf(form, form.length + lock.length);
			System.arraycopy(lock, 0, head, form.length, lock.length);
			return new SealedInput(in, contentKey(fileKey, head));
		}
		finally {
			Arrays.fill(fileKey, (byte) 0);
		}
	}

	private static JsonNode read(byte[] line) throws AlteredException {
		try {
			return JSON.readTree(line);
		}
		catch (JacksonException ex) {
			throw new AlteredException("its second line can't be read");
		}
	}

	private static byte[] line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int octet = in.read(); octet >= 0 && line.size() < LONGEST_LINE; octet = in.read()) {
			line.write(octet);
			if (octet == '\n') {
				break;
			}
		}
		return line.toByteArray();
	}

	private static SecretKey contentKey(byte[] fileKey, byte[] head) {
		try {
			byte[] salt = MessageDigest.getInstance("SHA-256").digest(head);
			byte[] info = "handfast:backup:v1:content".getBytes(StandardCharsets.US_ASCII);
			// RFC 5869
			return KDF.getInstance("HKDF-SHA256")
				.deriveKey("AES",
						HKDFParameterSpec.ofExtract()
							.addIKM(new SecretKeySpec(fileKey, "HKDF"))
							.addSalt(salt)
							.thenExpand(info, 32));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
