package handfast.x509;

import java.nio.charset.StandardCharsets;

/**
 * Text of a stranger: everything outside printable ASCII becomes a dot, as security §7
 * asks.
 */
public final class Printable {

	private static final int LONGEST = 255;

	private Printable() {
	}

	public static String of(byte[] bytes) {
		return of(new String(bytes, StandardCharsets.ISO_8859_1));
	}

	public static String of(String text) {
		StringBuilder shown = new StringBuilder();
		text.chars()
			.limit(LONGEST)
			.forEach((character) -> shown.append((character > 0x1f && character < 0x7f) ? (char) character : '.'));
		return shown.toString();
	}

}
