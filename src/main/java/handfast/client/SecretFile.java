package handfast.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import handfast.x509.Secret;

/**
 * A secret as the first line of a file, {@code -} for standard input: never an argument,
 * which anyone on the machine can read.
 */
final class SecretFile {

	private static final int LARGEST = 65_536;

	private SecretFile() {
	}

	static Secret read(Path file, Terminal terminal) {
		if (file.toString().equals("-")) {
			return read(terminal.input(), "Standard input");
		}
		try (InputStream input = Files.newInputStream(file)) {
			return read(input, file.toString());
		}
		catch (IOException ex) {
			throw ClientFailure.notUnderstood(
					file + " can't be read: name a file whose first line is the secret, or - for standard input.");
		}
	}

	/**
	 * @param source as a message names it
	 */
	static Secret read(InputStream input, String source) {
		String line;
		try {
			line = new String(input.readNBytes(LARGEST), StandardCharsets.UTF_8).lines().findFirst().orElse("");
		}
		catch (IOException ex) {
			throw ClientFailure.notUnderstood(source + " can't be read.");
		}
		if (line.isBlank()) {
			throw ClientFailure.notUnderstood(source + " begins with no line that holds a secret.");
		}
		return Secret.of(line);
	}

}
