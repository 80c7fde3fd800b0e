package handfast.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.zip.GZIPInputStream;

import handfast.x509.Secret;

/**
 * A backup in clear, for who looks for what must not be in it.
 */
public final class BackupContent {

	private BackupContent() {
	}

	public static String of(Path file, String passphrase) throws IOException {
		try (InputStream in = BackupFile.open(Files.newInputStream(file),
				new Passphrase(Secret.of(passphrase), new SecureRandom()))) {
			return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
