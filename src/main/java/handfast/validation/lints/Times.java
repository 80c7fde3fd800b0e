package handfast.validation.lints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.Time;

/**
 * Times of certificates and CRLs, read strictly.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 RFC 5280 §4.1.2.5
 */
final class Times {

	private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
		.withResolverStyle(ResolverStyle.STRICT);

	private Times() {
	}

	/**
	 * Empty where the time is not in the one form that RFC 5280 wants: UTCTime through
	 * 2049, GeneralizedTime from 2050, with seconds, without fraction, ended by Z.
	 */
	static Optional<Instant> strictly(Time time) {
		return strictly(encoded(time));
	}

	/**
	 * The same for what is encoded, with its tag.
	 */
	static Optional<Instant> strictly(byte[] encoded) {
		String text = text(encoded);
		boolean utc = encoded[0] == BERTags.UTC_TIME;
		if (!isDigitsAndZ(text, utc ? 13 : 15)) {
			return Optional.empty();
		}
		String full = utc ? century(text) + text : text;
		if (!utc && full.compareTo("2050") < 0) {
			return Optional.empty();
		}
		try {
			return Optional.of(LocalDateTime.parse(full.substring(0, 14), FORM).toInstant(ZoneOffset.UTC));
		}
		catch (DateTimeException ex) {
			return Optional.empty();
		}
	}

	/**
	 * The instant, however it is written. Throws an {@link IllegalStateException} where
	 * it is none.
	 */
	static Instant instant(Time time) {
		return strictly(time).orElseGet(() -> time.getDate().toInstant());
	}

	private static String text(byte[] encoded) {
		return new String(encoded, 2, encoded.length - 2, StandardCharsets.ISO_8859_1);
	}

	private static byte[] encoded(Time time) {
		try {
			return time.getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String century(String text) {
		return (text.charAt(0) >= '5') ? "19" : "20";
	}

	private static boolean isDigitsAndZ(String text, int length) {
		return text.length() == length && text.charAt(length - 1) == 'Z'
				&& text.chars().limit(length - 1).allMatch((character) -> character >= '0' && character <= '9');
	}

}
