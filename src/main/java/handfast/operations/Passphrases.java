package handfast.operations;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

import handfast.problem.ProblemType;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where a command gets a passphrase from: a file or a prompt, never its arguments, which
 * every user of the machine can read.
 */
final class Passphrases {

	private Passphrases() {
	}

	/**
	 * The first line of the file, or what is typed.
	 * @param twice whether it is asked for again, since nobody could open what a slip of
	 * the finger locks
	 * @throws handfast.problem.Problem with where to write it instead
	 */
	static Secret read(@Nullable Path file, boolean twice) {
		return (file != null) ? fromFile(file) : ask(twice);
	}

	private static Secret fromFile(Path file) {
		try {
			if (Files.isRegularFile(file)) {
				Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
				if (mode.contains(PosixFilePermission.GROUP_READ) || mode.contains(PosixFilePermission.OTHERS_READ)) {
					throw ProblemType.INVALID_REQUEST
						.because("Others can read the passphrase in " + file + ": run chmod 600 " + file + ".");
				}
			}
			// A pipe is taken as well.
			try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
				String line = reader.readLine();
				return Secret.of((line != null) ? line : "");
			}
		}
		catch (IOException ex) {
			throw ProblemType.INVALID_REQUEST.because("The passphrase can't be read from " + file + " (" + ex
					+ "): name a file whose first line it is by --pass-file.");
		}
	}

	private static Secret ask(boolean twice) {
		Console console = System.console();
		if (console == null || !console.isTerminal()) {
			throw ProblemType.INVALID_REQUEST.because("There is no terminal to ask for the passphrase on: name a file"
					+ " whose first line it is by --pass-file.");
		}
		char[] typed = console.readPassword("Passphrase: ");
		char[] again = twice ? console.readPassword("Once more: ") : typed;
		if (typed == null || !Arrays.equals(typed, again)) {
			throw ProblemType.INVALID_REQUEST.because("The two are not the same: try again.");
		}
		return Secret.of(new String(typed));
	}

}
