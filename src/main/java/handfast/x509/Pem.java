package handfast.x509;

import java.util.List;

/**
 * PEM: Base64 text between two lines that say what it is.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc7468 RFC 7468
 */
public final class Pem {

	private Pem() {
	}

	/**
	 * One block with lines of 64 characters, ending in a newline.
	 */
	public static String write(String label, byte[] der) {
		throw new UnsupportedOperationException();
	}

	public static String certificate(byte[] der) {
		return write("CERTIFICATE", der);
	}

	/**
	 * All blocks in order; text between them is skipped.
	 * @throws MalformedException with the code and what is wrong
	 */
	public static List<Block> read(String text) {
		throw new UnsupportedOperationException();
	}

	public record Block(String label, byte[] der) {
	}

}
