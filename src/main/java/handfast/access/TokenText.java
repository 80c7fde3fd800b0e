package handfast.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.x509.Secret;

/**
 * The text of a token, {@code hf_<id>_<secret>}, or of a host's credential,
 * {@code hfh_<id>_<secret>}, or of a calendar's address, {@code hfc_<id>_<secret>}: the
 * id as 32 hex digits, the secret 32 random bytes in base 62 (security §6.2).
 *
 * @param secretHash SHA-256 of the secret's text
 */
public record TokenText(Kind kind, UUID id, byte[] secretHash) {

	private static final Pattern FORM = Pattern.compile("(hf[hc]?)_([0-9a-f]{32})_([0-9A-Za-z]{43})");

	private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int SECRET_BYTES = 32;

	private static final int SECRET_DIGITS = 43;

	public static Optional<TokenText> parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		String id = matcher.group(2);
		return Optional.of(new TokenText(Kind.of(matcher.group(1)),
				new UUID(Long.parseUnsignedLong(id, 0, 16, 16), Long.parseUnsignedLong(id, 16, 32, 16)),
				hash(matcher.group(3))));
	}

	/**
	 * A new one.
	 */
	public static Secret random(Kind kind, UUID id, SecureRandom random) {
		byte[] bytes = new byte[SECRET_BYTES];
		random.nextBytes(bytes);
		BigInteger rest = new BigInteger(1, bytes);
		char[] secret = new char[SECRET_DIGITS];
		for (int i = SECRET_DIGITS - 1; i >= 0; i--) {
			BigInteger[] division = rest.divideAndRemainder(BigInteger.valueOf(DIGITS.length()));
			secret[i] = DIGITS.charAt(division[1].intValue());
			rest = division[0];
		}
		return Secret.of(kind.prefix + "_" + id.toString().replace("-", "") + "_" + new String(secret));
	}

	private static byte[] hash(String secret) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return this.kind.prefix + "_" + this.id + "_***";
	}

	/**
	 * Whose it is.
	 */
	public enum Kind {

		TOKEN("hf"), HOST("hfh"), CALENDAR("hfc");

		private final String prefix;

		Kind(String prefix) {
			this.prefix = prefix;
		}

		private static Kind of(String prefix) {
			return Arrays.stream(values()).filter((kind) -> kind.prefix.equals(prefix)).findFirst().orElseThrow();
		}

	}

}
