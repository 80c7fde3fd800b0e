package handfast.bundle;

import java.security.SecureRandom;
import java.util.List;

import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Secret;

/**
 * What takes a bundle, and the form that it takes it in. Read from one YAML file.
 *
 * @param name as requests say it
 * @param title as people say it
 * @param encryption of PKCS12
 * @param keyFirst of PEM: the key stands in front of its certificate
 * @param keys that it can use
 * @param note where the file goes
 */
public record Consumer(String name, String title, Format format, Encryption encryption, boolean keyFirst,
		List<KeyAlgorithm> keys, String note) {

	// 24 of 62 characters are 142 bits.
	private static final int PASSWORD_LENGTH = 24;

	private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	/**
	 * Whether its form of file can't do without a password.
	 */
	public boolean wantsPassword() {
		return this.format != Format.PEM;
	}

	/**
	 * A password that every reader takes.
	 */
	public static Secret password(SecureRandom random) {
		StringBuilder password = new StringBuilder();
		for (int i = 0; i < PASSWORD_LENGTH; i++) {
			password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return Secret.of(password.toString());
	}

}
