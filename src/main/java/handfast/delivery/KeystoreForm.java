package handfast.delivery;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import handfast.bundle.Alias;
import handfast.bundle.BundleOrder;
import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.bundle.Consumer;
import handfast.bundle.Consumers;
import handfast.certificate.Certificate;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Secret;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a keystore call.
 *
 * @param unproven administrators alone: hand over what failed the self-test
 */
record KeystoreForm(@JsonProperty("for") @Schema(name = "for",
		description = "What takes the file, such as tomcat or nginx: in place of format and encryption") @Nullable String consumer,
		@Nullable Format format,
		@Schema(description = "8 or more printable ASCII characters; PEM may do without") @Nullable String password,
		@Schema(description = "1 to 64 of a-z, 0-9, dot, hyphen, underscore; the first name if left out") @Nullable String alias,
		@Schema(description = "Of PKCS12; modern if left out") @Nullable Encryption encryption,
		@Schema(description = "Administrators alone: hand over what failed the self-test") @Nullable Boolean unproven) {

	/**
	 * @param first the certificate that this one's line began with: a successor's file
	 * keeps its name and alias
	 */
	BundleOrder toOrder(Certificate certificate, Certificate first, Consumers consumers, SecureRandom random) {
		Secret given = (this.password != null) ? Secret.of(this.password) : null;
		String entry = (this.alias != null) ? this.alias.toLowerCase(Locale.ROOT)
				: Alias.of(first.names(), first.id()).value();
		if (this.consumer == null) {
			if (this.format == null) {
				throw refused("/format", Code.REQUIRED,
						"Write \"format\": PKCS12, JKS or PEM, or \"for\": what takes the file");
			}
			return new BundleOrder(this.format, (this.encryption != null) ? this.encryption : Encryption.MODERN, given,
					entry);
		}
		Consumer taker = taker(this.consumer, certificate, consumers);
		Secret secret = (given == null && taker.wantsPassword()) ? Consumer.password(random) : given;
		return new BundleOrder(taker.format(), taker.encryption(), secret, entry, taker.keyFirst());
	}

	/**
	 * Whether a password is made here, to be told once.
	 */
	boolean wantsPasswordMade(BundleOrder order) {
		return this.password == null && order.password() != null;
	}

	private Consumer taker(String name, Certificate certificate, Consumers consumers) {
		if (this.format != null || this.encryption != null) {
			throw refused((this.format != null) ? "/format" : "/encryption", Code.CONFLICTING_FIELDS,
					"\"for\" says format and encryption: leave them out, or leave out \"for\"");
		}
		Consumer taker = consumers.find(name)
			.orElseThrow(() -> refused("/for", Code.UNKNOWN_VALUE,
					"There is no such consumer; write one of "
							+ consumers.all().stream().map(Consumer::name).collect(Collectors.joining(", "))
							+ ", or say the format"));
		if (taker.keys().stream().noneMatch((key) -> key.label().equals(certificate.keyAlgorithm()))) {
			throw refused("/for", Code.KEY_ALGORITHM_NOT_ALLOWED,
					taker.title() + " can't use a key of " + certificate.keyAlgorithm()
							+ "; ask for a certificate with one of "
							+ taker.keys().stream().map(KeyAlgorithm::label).collect(Collectors.joining(", ")));
		}
		return taker;
	}

	private static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

	boolean wantsUnproven() {
		return Boolean.TRUE.equals(this.unproven);
	}

	@Override
	public String toString() {
		return "KeystoreForm[" + this.format + ", for " + this.consumer + ", password ***]";
	}

}
