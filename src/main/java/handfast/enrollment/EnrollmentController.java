package handfast.enrollment;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.certificate.CertificateView;
import handfast.enrollment.EnrollmentOutcome.Issued;
import handfast.enrollment.EnrollmentOutcome.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Certificates")
class EnrollmentController {

	private final Enrollments enrollments;

	private final Clock clock;

	EnrollmentController(Enrollments enrollments, Clock clock) {
		this.enrollments = enrollments;
		this.clock = clock;
	}

	@PostMapping("/api/v1/certificates")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Issues a certificate that a server can use",
			description = "By a key that Handfast makes, or for a CSR. The answer tells what the self-test said.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = EnrollmentForm.class),
							examples = { @ExampleObject(name = "name-alone", value = EnrollmentExamples.NAME_ALONE),
									@ExampleObject(name = "whole", value = EnrollmentExamples.WHOLE),
									@ExampleObject(name = "client", value = EnrollmentExamples.CLIENT),
									@ExampleObject(name = "csr", value = EnrollmentExamples.CSR) })))
	@ApiResponse(responseCode = "201", description = "The certificate")
	ResponseEntity<CertificateView> enroll(@Valid @RequestBody EnrollmentForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		return switch (this.enrollments.enroll(form.toRequest(idempotencyKey), caller)) {
			case Issued issued ->
				ResponseEntity.created(URI.create("/api/v1/certificates/" + issued.certificate().id()))
					.body(CertificateView.of(issued.certificate(), this.clock.instant()));
			case Refused refused ->
				throw refused.type().because(refused.detail()).with("violations", refused.violations());
		};
	}

}
