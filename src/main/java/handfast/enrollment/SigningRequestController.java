package handfast.enrollment;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.IdempotencyKey;
import handfast.access.Page;
import handfast.access.Paging;
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
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Signing requests", description = "Keys and CSRs for other CAs to sign")
class SigningRequestController {

	private final SigningRequests requests;

	private final Clock clock;

	private final Cursors cursors;

	SigningRequestController(SigningRequests requests, Clock clock, Cursors cursors) {
		this.requests = requests;
		this.clock = clock;
		this.cursors = cursors;
	}

	@PostMapping("/api/v1/signing-requests")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Makes a key pair and a CSR for some other CA to sign",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = SigningRequestForm.class),
							examples = { @ExampleObject(name = "shop", value = EnrollmentExamples.SIGNING_REQUEST) })))
	@ApiResponse(responseCode = "201", description = "The request with its CSR")
	ResponseEntity<SigningRequestView> make(@Valid @RequestBody SigningRequestForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		SigningRequestForm.Read read = form.read();
		SigningRequest request = this.requests.make(read.names(), read.subject(), read.key(), caller, idempotencyKey);
		return ResponseEntity.created(URI.create("/api/v1/signing-requests/" + request.id()))
			.body(SigningRequestView.of(request));
	}

	@GetMapping("/api/v1/signing-requests")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@Operation(summary = "Lists signing requests, newest first")
	Page<SigningRequestView> list(Caller caller, Paging paging) {
		return this.cursors.page(paging, this.requests.list(caller, paging),
				(request) -> List.of(request.id().toString()), SigningRequestView::of);
	}

	@GetMapping("/api/v1/signing-requests/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@Operation(summary = "Shows one signing request")
	SigningRequestView show(@PathVariable UUID id, Caller caller) {
		return SigningRequestView.of(this.requests.require(id, caller));
	}

	@GetMapping(path = "/api/v1/signing-requests/{id}/csr", produces = "application/x-pem-file")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@Operation(summary = "The CSR as PEM, to be handed to the other CA")
	String csr(@PathVariable UUID id, Caller caller) {
		return this.requests.require(id, caller).csr();
	}

	@PutMapping("/api/v1/signing-requests/{id}/certificate")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Brings in what the other CA signed",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = AnswerForm.class),
							examples = { @ExampleObject(name = "answer", value = EnrollmentExamples.ANSWER) })))
	CertificateView complete(@PathVariable UUID id, @Valid @RequestBody AnswerForm form, Caller caller) {
		return CertificateView.of(this.requests.complete(id, ForeignAnswer.read(form.pem(), form.trust()), caller),
				this.clock.instant());
	}

	@DeleteMapping("/api/v1/signing-requests/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Erases the key")
	@ApiResponse(responseCode = "204", description = "Done")
	ResponseEntity<Void> delete(@PathVariable UUID id, Caller caller) {
		this.requests.delete(id, caller);
		return ResponseEntity.noContent().build();
	}

	/**
	 * The JSON of what the other CA answered.
	 */
	record AnswerForm(@NotBlank @Schema(description = "PEM of the leaf, then its chain") String pem,
			@Schema(description = "PEM of the roots to trust it by") @Nullable String trust) {
	}

}
