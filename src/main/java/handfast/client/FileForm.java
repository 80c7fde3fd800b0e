package handfast.client;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The form of a file, by the end of its name.
 */
enum FileForm {

	PKCS12("PKCS #12", "application/pkcs12", List.of(".p12", ".pfx")),
	JKS("JKS", "application/x-java-keystore", List.of(".jks")), PEM("PEM", "application/x-pem-file", List.of(".pem"));

	private final String label;

	private final String mediaType;

	private final List<String> endings;

	FileForm(String label, String mediaType, List<String> endings) {
		this.label = label;
		this.mediaType = mediaType;
		this.endings = endings;
	}

	static Optional<FileForm> find(Path file) {
		String name = file.toString().toLowerCase(Locale.ROOT);
		return Arrays.stream(values()).filter((form) -> form.endings.stream().anyMatch(name::endsWith)).findFirst();
	}

	static FileForm of(Path file) {
		return find(file).orElseThrow(() -> ClientFailure
			.notUnderstood(file + " does not say its form: end its name in .p12, .jks or .pem."));
	}

	/**
	 * That of an answer of the service.
	 */
	static Optional<FileForm> ofMediaType(String type) {
		return Arrays.stream(values()).filter((form) -> type.startsWith(form.mediaType)).findFirst();
	}

	/**
	 * Whether it can't do without a password.
	 */
	boolean wantsPassword() {
		return this != PEM;
	}

	String label() {
		return this.label;
	}

	/**
	 * The end of a file's name that says so.
	 */
	String ending() {
		return this.endings.getFirst();
	}

}
