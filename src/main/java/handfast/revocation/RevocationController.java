package handfast.revocation;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.certificate.CertificateView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes certificates back over HTTP. The calls are idempotent by themselves: the first
 * result stands, and is answered again.
 */
@RestController
@Tag(name = "Certificates")
class RevocationController {

	private final Revocations revocations;

	private final Clock clock;

	RevocationController(Revocations revocations, Clock clock) {
		this.revocations = revocations;
		this.clock = clock;
	}

	@Operation(summary = "Revokes a certificate",
			description = "For one of the reasons of RFC 5280. With keyCompromise, every certificate with its public key"
					+ " is revoked, and that key is never certified again. The CRL says so within a minute.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = RevocationForm.class),
							examples = { @ExampleObject(name = "hold", value = "{\"reason\": \"certificateHold\"}"),
									@ExampleObject(name = "superseded", value = "{\"reason\": \"superseded\"}") })))
	@ApiResponse(responseCode = "200", description = "The certificate as it is now")
	@PostMapping("/api/v1/certificates/{id}/revocation")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	CertificateView revoke(@PathVariable UUID id, @Valid @RequestBody RevocationForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		return CertificateView.of(
				this.revocations.revoke(id, RevocationReason.require(form.reason()), caller, idempotencyKey),
				this.clock.instant());
	}

	@Operation(summary = "Ends a hold", description = "Only certificateHold can be taken back.")
	@ApiResponse(responseCode = "204", description = "The certificate is as good as before")
	@DeleteMapping("/api/v1/certificates/{id}/revocation")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void release(@PathVariable UUID id, Caller caller) {
		this.revocations.release(id, caller);
	}

	/**
	 * The JSON of a revocation.
	 */
	record RevocationForm(@NotBlank @Schema(
			description = "unspecified, keyCompromise, cACompromise, affiliationChanged, superseded,"
					+ " cessationOfOperation, certificateHold, privilegeWithdrawn or aACompromise",
			example = "superseded") String reason) {
	}

}
