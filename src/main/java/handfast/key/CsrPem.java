package handfast.key;

import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.validation.Code;

/**
 * One PEM block that says it is a request, with nothing after it. Text before it is
 * skipped: certtool and {@code openssl req -text} write the request in words there.
 * Stricter than RFC 7468, which lets text follow.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7468#section-7 RFC 7468 §7
 */
final class CsrPem {

	private static final int LARGEST = 64 * 1024;

	private static final String BEGIN = "-----BEGIN ";

	// The second is how keytool and older Microsoft tools call it
	private static final Pattern FIRST_LINE = Pattern.compile("-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----");

	private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

	private CsrPem() {
	}

	static Optional<byte[]> read(String text, Refusals refusals) {
		if (text.length() > LARGEST) {
			refusals.add(Code.CSR_TOO_LARGE,
					"The CSR has " + text.length() + " characters; at most 65536 are taken. Ask for fewer names.");
			return Optional.empty();
		}
		Iterator<String> lines = text.lines().map(String::strip).iterator();
		while (lines.hasNext()) {
			String line = lines.next();
			if (line.startsWith(BEGIN)) {
				return readBlock(line, lines, refusals);
			}
		}
		refusals.add(Code.PEM_MALFORMED,
				"The CSR has no line -----BEGIN CERTIFICATE REQUEST-----. Paste the whole block.");
		return Optional.empty();
	}

	private static Optional<byte[]> readBlock(String first, Iterator<String> lines, Refusals refusals) {
		Matcher begin = FIRST_LINE.matcher(first);
		if (!begin.matches()) {
			refusals.add(Code.CSR_MALFORMED, wrongBlock(first));
			return Optional.empty();
		}
		String end = "-----END " + begin.group(1) + "-----";
		StringBuilder base64 = new StringBuilder();
		while (lines.hasNext()) {
			String line = lines.next();
			if (line.equals(end)) {
				return nothingFollows(lines, refusals) ? decode(base64.toString(), refusals) : Optional.empty();
			}
			base64.append(line);
		}
		refusals.add(Code.PEM_MALFORMED, "The CSR has no line " + end + ". Paste the whole block.");
		return Optional.empty();
	}

	private static String wrongBlock(String first) {
		if (first.contains("PRIVATE KEY")) {
			return "The CSR begins with a private key. Keep that to yourself, make a new one now that it was sent, "
					+ "and send the CERTIFICATE REQUEST block alone.";
		}
		return "The CSR begins with " + first + ". Send a CERTIFICATE REQUEST block.";
	}

	private static boolean nothingFollows(Iterator<String> lines, Refusals refusals) {
		while (lines.hasNext()) {
			String line = lines.next();
			if (line.startsWith(BEGIN)) {
				refusals.add(Code.CSR_SEVERAL, "The CSR is followed by another block. Send the one request alone.");
				return false;
			}
			if (!line.isEmpty()) {
				refusals.add(Code.PEM_MALFORMED, "The CSR is followed by other text. End it with its END line.");
				return false;
			}
		}
		return true;
	}

	private static Optional<byte[]> decode(String base64, Refusals refusals) {
		try {
			if (!base64.isEmpty() && BASE64.matcher(base64).matches()) {
				return Optional.of(Base64.getDecoder().decode(base64));
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below
		}
		refusals.add(Code.PEM_MALFORMED, "The CSR is not Base64 between its BEGIN and END lines. Paste it unchanged.");
		return Optional.empty();
	}

}
