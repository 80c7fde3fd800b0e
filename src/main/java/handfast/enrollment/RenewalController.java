package handfast.enrollment;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.certificate.Certificate;
import handfast.certificate.CertificateView;
import handfast.enrollment.RenewalOutcome.Made;
import handfast.enrollment.RenewalOutcome.Refused;
import handfast.enrollment.RenewalOutcome.Standing;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Successors over HTTP.
 */
@RestController
@Tag(name = "Certificates")
class RenewalController {

	private final Renewals renewals;

	private final Clock clock;

	RenewalController(Renewals renewals, Clock clock) {
		this.renewals = renewals;
		this.clock = clock;
	}

	@PostMapping("/api/v1/certificates/{id}/renewal")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Makes the successor of a certificate",
			description = "For the same key, for a new one (rekey), or for a CSR with the same names; under the profile as"
					+ " it is today. Where there is a successor already, it is answered with 200; a CSR for another key"
					+ " takes the place of a successor that no site has been seen to serve.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = RenewalForm.class),
							examples = { @ExampleObject(name = "same-key", value = "{}"),
									@ExampleObject(name = "rekey", value = "{\"rekey\": true}") })))
	@ApiResponse(responseCode = "201", description = "The successor")
	ResponseEntity<CertificateView> renew(@PathVariable UUID id, @Valid @RequestBody RenewalForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		return switch (this.renewals.renew(id, form.toRequest(idempotencyKey), caller)) {
			case Made(Certificate successor) ->
				ResponseEntity.created(URI.create("/api/v1/certificates/" + successor.id())).body(view(successor));
			case Standing(Certificate successor) -> ResponseEntity.ok(view(successor));
			case Refused(EnrollmentOutcome.Refused refused) ->
				throw refused.type().because(refused.detail()).with("violations", refused.violations());
		};
	}

	private CertificateView view(Certificate certificate) {
		return CertificateView.of(certificate, this.clock.instant());
	}

	/**
	 * The JSON of a renewal.
	 */
	record RenewalForm(
			@Schema(description = "Whether Handfast makes a new key; else it is the same one",
					defaultValue = "false") @Nullable Boolean rekey,
			@Schema(description = "PKCS #10 request as PEM, for a key that was made elsewhere") @Nullable String csr) {

		RenewalRequest toRequest(Optional<IdempotencyKey> idempotencyKey) {
			boolean wantsKey = Boolean.TRUE.equals(this.rekey);
			if (wantsKey && this.csr != null) {
				String message = "A CSR brings its own key: send rekey or csr, not both.";
				throw ProblemType.INVALID_REQUEST.because(message)
					.with("violations", List.of(new Violation("/rekey", Code.KEY_AND_CSR, message)));
			}
			return new RenewalRequest(wantsKey, Optional.ofNullable(this.csr), idempotencyKey);
		}

	}

}
