package handfast.enrollment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import handfast.access.IdempotencyKey;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code POST /api/v1/certificates}.
 */
record EnrollmentForm(
		@Schema(description = "DNS names, IP addresses, and where the profile allows them e-mail addresses and URIs",
				example = "[\"shop.test\", \"www.shop.test\"]") @Nullable List<@Nullable String> names,
		@Schema(description = "PKCS #10 request as PEM, in place of key") @Nullable String csr,
		@Schema(description = "One that GET /api/v1/profiles lists", defaultValue = "web-server",
				example = "web-server") @Nullable String profile,
		@Schema(description = "Algorithm of the key pair that Handfast makes",
				example = "EC-P256") @Nullable String key,
		@Schema(type = "string", description = "P90D, P12W or PT36H", example = "P90D") @Nullable Duration validity,
		@Schema(description = "Distinguished name as in RFC 4514",
				example = "CN=shop.test,O=Shop") @Nullable String subject,
		@Schema(description = "Who is told before it ends: mail addresses, or webhook:NAME; 10 at most",
				example = "[\"ops@shop.test\", \"webhook:pager\"]") @Nullable List<@Nullable String> contacts,
		@Schema(description = "Whether Handfast renews it by itself, as it can where it makes the key;"
				+ " else as the profile has it") @Nullable Boolean autoRenew) {

	/**
	 * Parses every text into its type.
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} with all that can't be
	 * parsed
	 */
	EnrollmentRequest toRequest(Optional<IdempotencyKey> idempotencyKey) {
		FormReader reader = new FormReader();
		EnrollmentRequest request = new EnrollmentRequest((this.profile != null) ? this.profile : "web-server",
				reader.names("/names", this.names), reader.subject("/subject", this.subject),
				reader.keyAlgorithm("/key", this.key), Optional.ofNullable(this.validity),
				Optional.ofNullable(this.csr), idempotencyKey, reader.contacts("/contacts", this.contacts),
				Optional.ofNullable(this.autoRenew));
		if (this.csr != null && this.key != null) {
			reader.conflict("/key", handfast.validation.Code.KEY_AND_CSR,
					"A CSR brings its own key: send key or csr, not both.");
		}
		if (this.csr != null && Boolean.TRUE.equals(this.autoRenew)) {
			reader.conflict("/autoRenew", handfast.validation.Code.CONFLICTING_FIELDS,
					"The key of a CSR is not here, so Handfast can't renew by itself: leave autoRenew out, and renew with"
							+ " POST /api/v1/certificates/{id}/renewal.");
		}
		if (this.csr == null && (this.names == null || this.names.isEmpty())) {
			reader.conflict("/names", handfast.validation.Code.NAMES_MISSING,
					"Say what to certify: send names such as [\"shop.test\"], or a csr.");
		}
		reader.requireReadable();
		return request;
	}

}
