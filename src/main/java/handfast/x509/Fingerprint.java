package handfast.x509;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * SHA-256 of a certificate's DER, 64 lower-case hex digits.
 */
public record Fingerprint(String hex) {

	private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

	public Fingerprint {
		if (!SHA256.matcher(hex).matches()) {
			throw new MalformedException("fingerprint-malformed",
					"Not a SHA-256 fingerprint; write 64 hex digits: " + hex.length() + " characters");
		}
	}

	public static Fingerprint of(byte[] der) {
		return new Fingerprint(HexFormat.of().formatHex(sha256(der)));
	}

	public byte[] bytes() {
		return HexFormat.of().parseHex(this.hex);
	}

	static byte[] sha256(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
