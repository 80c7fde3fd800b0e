package handfast.bundle;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;
import handfast.x509.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The form of file that is wanted.
 *
 * @param password needed for PKCS12 and JKS; for PEM it encrypts the key
 * @param alias lower case; entry name in keystores
 * @param encryption of PKCS12
 * @param keyFirst of PEM: the key stands in front of its certificate
 */
public record BundleOrder(Format format, Encryption encryption, @Nullable Secret password, String alias,
		boolean keyFirst) {

	/**
	 * With the leaf first.
	 */
	public BundleOrder(Format format, Encryption encryption, @Nullable Secret password, String alias) {
		this(format, encryption, password, alias, false);
	}

	/**
	 * PEM with the key in clear, as nginx takes it.
	 */
	public static BundleOrder plainPem(Alias alias) {
		return new BundleOrder(Format.PEM, Encryption.MODERN, null, alias.value());
	}

	/**
	 * A form of file.
	 */
	public enum Format {

		PKCS12, JKS, PEM

	}

	/**
	 * {@code MODERN}: PBES2 with AES-256 and a SHA-256 MAC. {@code LEGACY}: 3DES and
	 * SHA-1, for old Windows and macOS.
	 */
	public enum Encryption {

		MODERN, LEGACY;

		@JsonValue
		public String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
