package handfast.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import handfast.x509.Fingerprint;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a file that was made before says about the one in its place.
 *
 * @param certificate its leaf
 * @param alias null in PEM
 * @param legacy whether a PKCS #12 has the encryption for old readers
 * @param password null where it has none
 */
record MadeBefore(Fingerprint certificate, @Nullable String alias, boolean legacy, @Nullable Secret password) {

	private static final int LARGEST = 1_000_000;

	// 1.2.840.113549.1.12.1.3, pbeWithSHAAnd3-KeyTripleDES-CBC: that of the key in a
	// legacy file.
	private static final String TRIPLE_DES = "2a864886f70d010c0103";

	/**
	 * Reads it.
	 * @throws ClientFailure where it can't be opened, or holds no certificate
	 */
	static MadeBefore read(Path file, FormOptions options, Terminal terminal) {
		byte[] bytes = bytes(file);
		return switch (FileForm.of(file)) {
			case PEM -> pem(file, new String(bytes, StandardCharsets.ISO_8859_1), options, terminal);
			case PKCS12 -> keystore(file, bytes, "PKCS12", options.passwordOf(file, terminal));
			case JKS -> keystore(file, bytes, "JKS", options.passwordOf(file, terminal));
		};
	}

	private static MadeBefore pem(Path file, String text, FormOptions options, Terminal terminal) {
		List<Pem.Block> blocks;
		List<byte[]> certificates;
		try {
			blocks = Pem.read(text);
			certificates = Pem.certificates(text);
		}
		catch (MalformedException ex) {
			throw ClientFailure.notUnderstood(file + " can't be read as PEM: " + ex.getMessage());
		}
		if (blocks.getFirst().label().endsWith("PRIVATE KEY") && options.consumer() == null) {
			throw ClientFailure.notUnderstood("In " + file
					+ " the key stands in front of its certificate: add --for with what takes it so, such as postfix.");
		}
		boolean encrypted = blocks.stream().anyMatch((block) -> block.label().equals("ENCRYPTED PRIVATE KEY"));
		return new MadeBefore(Fingerprint.of(certificates.getFirst()), null, false,
				encrypted ? options.passwordOf(file, terminal) : null);
	}

	private static MadeBefore keystore(Path file, byte[] bytes, String type, Secret password) {
		try {
			KeyStore store = KeyStore.getInstance(type);
			store.load(new ByteArrayInputStream(bytes), password.value());
			for (String alias : Collections.list(store.aliases())) {
				Certificate certificate = store.getCertificate(alias);
				if (store.isKeyEntry(alias) && certificate != null) {
					return new MadeBefore(Fingerprint.of(certificate.getEncoded()), alias,
							HexFormat.of().formatHex(bytes).contains(TRIPLE_DES), password);
				}
			}
			throw ClientFailure.notUnderstood(file + " holds no key with its certificate.");
		}
		catch (GeneralSecurityException | IOException ex) {
			throw ClientFailure.notUnderstood(file + " does not open with this password, or is no " + type + " file.");
		}
	}

	private static byte[] bytes(Path file) {
		try (InputStream input = Files.newInputStream(file)) {
			byte[] bytes = input.readNBytes(LARGEST + 1);
			if (bytes.length <= LARGEST) {
				return bytes;
			}
			throw ClientFailure.notUnderstood(file + " is too large to be a file that was made here.");
		}
		catch (IOException ex) {
			throw ClientFailure.notUnderstood(file + " can't be read: "
					+ (Files.exists(file) ? "look at its kind and permissions." : "there is no such file."));
		}
	}

}
