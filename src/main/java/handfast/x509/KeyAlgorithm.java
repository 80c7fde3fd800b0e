package handfast.x509;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The eleven kinds of key that Handfast certifies, by the names of its REST API.
 */
public enum KeyAlgorithm {

	EC_P256("EC-P256"), EC_P384("EC-P384"), EC_P521("EC-P521"), RSA_2048("RSA-2048"), RSA_3072("RSA-3072"),
	RSA_4096("RSA-4096"), ED25519("Ed25519"), ED448("Ed448"), ML_DSA_44("ML-DSA-44"), ML_DSA_65("ML-DSA-65"),
	ML_DSA_87("ML-DSA-87");

	private final String label;

	KeyAlgorithm(String label) {
		this.label = label;
	}

	public String label() {
		return this.label;
	}

	public boolean isRsa() {
		return name().startsWith("RSA");
	}

	public boolean isEc() {
		return name().startsWith("EC_");
	}

	public boolean isMlDsa() {
		return name().startsWith("ML_DSA");
	}

	public static Optional<KeyAlgorithm> find(String label) {
		return Arrays.stream(values()).filter((algorithm) -> algorithm.label.equals(label)).findFirst();
	}

	/**
	 * The labels, comma separated, for error messages.
	 */
	public static String labels() {
		return Arrays.stream(values()).map(KeyAlgorithm::label).collect(Collectors.joining(", "));
	}

}
