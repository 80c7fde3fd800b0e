package handfast.bundle;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import handfast.bundle.BundleOrder.Format;
import handfast.x509.KeyAlgorithm;

/**
 * Software that opens bundles, with the keys that it does not know. Measured by
 * {@code ReaderMatrixTests}, which fails where a table and the software disagree.
 */
public enum Reader {

	JDK_17("jdk-17", keystores(), mlDsa()),

	JDK_25("jdk-25", keystores(), Set.of()),

	/**
	 * Version 3.5 and later know ML-DSA.
	 */
	OPENSSL_3_0("openssl-3.0", openForms(), mlDsa()),

	GNUTLS_3_7("gnutls-3.7", openForms(), mlDsa()),

	NSS_3_87("nss-3.87", Set.of(Format.PKCS12), edwardsAndMlDsa());

	private final String label;

	private final Set<Format> formats;

	private final Set<KeyAlgorithm> unknown;

	Reader(String label, Set<Format> formats, Set<KeyAlgorithm> unknown) {
		this.label = label;
		this.formats = formats;
		this.unknown = unknown;
	}

	public String label() {
		return this.label;
	}

	/**
	 * Whether it opens this form of file at all.
	 */
	public boolean opens(Format format) {
		return this.formats.contains(format);
	}

	public boolean knows(KeyAlgorithm algorithm) {
		return !this.unknown.contains(algorithm);
	}

	/**
	 * Those that open the form of file, and not with such a key in it. Of a key that is
	 * none of the eleven nothing is known.
	 * @param keyAlgorithm label
	 */
	public static List<Reader> thatCannotOpen(Format format, String keyAlgorithm) {
		return KeyAlgorithm.find(keyAlgorithm)
			.map((algorithm) -> Arrays.stream(values())
				.filter((reader) -> reader.opens(format) && !reader.knows(algorithm))
				.toList())
			.orElse(List.of());
	}

	private static Set<Format> keystores() {
		return Set.of(Format.PKCS12, Format.JKS);
	}

	private static Set<Format> openForms() {
		return Set.of(Format.PKCS12, Format.PEM);
	}

	private static Set<KeyAlgorithm> mlDsa() {
		return EnumSet.range(KeyAlgorithm.ML_DSA_44, KeyAlgorithm.ML_DSA_87);
	}

	private static Set<KeyAlgorithm> edwardsAndMlDsa() {
		return EnumSet.range(KeyAlgorithm.ED25519, KeyAlgorithm.ML_DSA_87);
	}

}
