package handfast.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM: Base64 text between two lines that say what it is.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7468 RFC 7468
 */
public final class Pem {

	private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----[ \t]*\r?\n");

	private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, new byte[] { '\n' });

	private Pem() {
	}

	/**
	 * One block with lines of 64 characters, ending in a newline.
	 */
	public static String write(String label, byte[] der) {
		return "-----BEGIN " + label + "-----\n" + ENCODER.encodeToString(der) + "\n-----END " + label + "-----\n";
	}

	/**
	 * Certificates one below the other.
	 */
	public static String certificates(List<byte[]> certificates) {
		return certificates.stream().map(Pem::certificate).collect(Collectors.joining());
	}

	public static String certificate(byte[] der) {
		return write("CERTIFICATE", der);
	}

	/**
	 * All blocks in order; text between them is skipped.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static List<Block> read(String text) {
		List<Block> blocks = new ArrayList<>();
		Matcher begin = BEGIN.matcher(text);
		int from = 0;
		while (begin.find(from)) {
			String label = begin.group(1);
			String endLine = "-----END " + label + "-----";
			int end = text.indexOf(endLine, begin.end());
			if (end < 0) {
				throw malformed("The block " + label + " has no line " + endLine + "; paste it whole.");
			}
			blocks.add(new Block(label, decode(label, text.substring(begin.end(), end))));
			from = end + endLine.length();
		}
		return blocks;
	}

	/**
	 * DER of each certificate, in order; blocks of other kinds are skipped.
	 * @throws MalformedException where there is none, or one is not whole
	 */
	public static List<byte[]> certificates(String text) {
		List<byte[]> certificates = read(text).stream()
			.filter((block) -> block.label().equals("CERTIFICATE"))
			.map(Block::der)
			.toList();
		if (certificates.isEmpty()) {
			throw malformed("There is no CERTIFICATE block; paste at least one whole.");
		}
		return certificates;
	}

	private static byte[] decode(String label, String base64) {
		String packed = base64.replaceAll("[ \t\r\n]", "");
		try {
			byte[] der = Base64.getDecoder().decode(packed.getBytes(StandardCharsets.US_ASCII));
			// Bits beyond the last octet must be zero: one text for each block.
			if (der.length > 0 && Base64.getEncoder().encodeToString(der).equals(packed)) {
				return der;
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below, like an empty block.
		}
		throw malformed("The block " + label + " is not Base64 between its two lines; paste it whole and unchanged.");
	}

	private static MalformedException malformed(String message) {
		return new MalformedException("pem-malformed", message);
	}

	/**
	 * One block.
	 */
	public record Block(String label, byte[] der) {
	}

}
