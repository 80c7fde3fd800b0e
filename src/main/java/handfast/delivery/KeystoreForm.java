package handfast.delivery;

import java.util.Locale;

import handfast.bundle.Alias;
import handfast.bundle.BundleOrder;
import handfast.bundle.BundleOrder.Encryption;
import handfast.bundle.BundleOrder.Format;
import handfast.certificate.Certificate;
import handfast.x509.Secret;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The body of a keystore call.
 *
 * @param unproven administrators alone: hand over what failed the self-test
 */
record KeystoreForm(@NotNull Format format,
		@Schema(description = "8 or more printable ASCII characters; PEM may do without") @Nullable String password,
		@Schema(description = "1 to 64 of a-z, 0-9, dot, hyphen, underscore; the first name if left out") @Nullable String alias,
		@Schema(description = "Of PKCS12; modern if left out") @Nullable Encryption encryption,
		@Schema(description = "Administrators alone: hand over what failed the self-test") @Nullable Boolean unproven) {

	BundleOrder toOrder(Certificate certificate) {
		return new BundleOrder(this.format, (this.encryption != null) ? this.encryption : Encryption.MODERN,
				(this.password != null) ? Secret.of(this.password) : null,
				(this.alias != null) ? this.alias.toLowerCase(Locale.ROOT)
						: Alias.of(certificate.names(), certificate.id()).value());
	}

	boolean wantsUnproven() {
		return Boolean.TRUE.equals(this.unproven);
	}

	@Override
	public String toString() {
		return "KeystoreForm[" + this.format + ", password ***]";
	}

}
