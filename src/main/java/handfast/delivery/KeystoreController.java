package handfast.delivery;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.NoIdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.bundle.Bundle;
import handfast.bundle.BundleOrder;
import handfast.bundle.Consumers;
import handfast.bundle.Reader;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.delivery.DeliveryOutcome.Delivered;
import handfast.delivery.DeliveryOutcome.Refused;
import handfast.delivery.DeliveryOutcome.Unproven;
import handfast.handshake.HandshakeReport;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Violation;
import handfast.x509.Secret;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Keystores, each shaken hands with before it leaves, and the self-test by itself.
 */
@RestController
@Tag(name = "Certificates")
class KeystoreController {

	private final Certificates certificates;

	private final Deliveries deliveries;

	private final Consumers consumers;

	private final SecureRandom random;

	KeystoreController(Certificates certificates, Deliveries deliveries, Consumers consumers, SecureRandom random) {
		this.certificates = certificates;
		this.deliveries = deliveries;
		this.consumers = consumers;
		this.random = random;
	}

	@Operation(summary = "Download a keystore that has been proven",
			description = "Returns the file after a TLS handshake with exactly these bytes. PEM is one file: leaf,"
					+ " issuing CA, key, as nginx, HAProxy and hitch take it. With for, the file is as that consumer"
					+ " takes it.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = KeystoreForm.class),
							examples = { @ExampleObject(name = "pkcs12",
									value = "{\"format\": \"PKCS12\", \"password\": \"correct-horse-battery\"}"),
									@ExampleObject(name = "old-windows",
											value = "{\"format\": \"PKCS12\", \"password\": \"correct-horse-battery\","
													+ " \"encryption\": \"legacy\"}"),
									@ExampleObject(name = "jks",
											value = "{\"format\": \"JKS\", \"password\": \"correct-horse-battery\","
													+ " \"alias\": \"shop\"}"),
									@ExampleObject(name = "tomcat", value = "{\"for\": \"tomcat\"}"),
									@ExampleObject(name = "postfix", value = "{\"for\": \"postfix\"}"),
									@ExampleObject(name = "pem", value = "{\"format\": \"PEM\"}") })))
	@ApiResponse(responseCode = "200", description = "The file", headers = {
			@Header(name = "Repr-Digest", description = "SHA-256 of the file (RFC 9530)"),
			@Header(name = "Handfast-Verdict", description = "Verdict of the handshake with the file"),
			@Header(name = "Handfast-Report", description = "Path of its report"),
			@Header(name = "Handfast-Keystore-Password",
					description = "Of a keystore asked for by for and without a password: made here, and told once"),
			@Header(name = "Handfast-Unreadable-By", description = "Software that does not know such keys") },
			content = {
					@Content(mediaType = "application/pkcs12", schema = @Schema(type = "string", format = "binary")),
					@Content(mediaType = "application/x-java-keystore",
							schema = @Schema(type = "string", format = "binary")),
					@Content(mediaType = "application/x-pem-file", schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@NoIdempotencyKey
	@PostMapping("/api/v1/certificates/{id}/keystore")
	ResponseEntity<byte[]> keystore(@PathVariable UUID id, @Valid @RequestBody KeystoreForm form, Caller caller) {
		Certificate certificate = this.certificates.require(id, caller);
		Certificate first = this.certificates.find(certificate.lineage()).orElse(certificate);
		BundleOrder order = form.toOrder(certificate, first, this.consumers, this.random);
		return switch (this.deliveries.deliver(certificate, order, form.wantsUnproven(), caller)) {
			case Delivered delivered -> file(delivered, form.wantsPasswordMade(order) ? order.password() : null);
			case Refused refused -> throw refused(refused.violations());
			case Unproven unproven -> throw failed(unproven.trial());
		};
	}

	@Operation(summary = "Run the self-test again",
			description = "Shakes hands inside the process with a fresh bundle of the certificate, in every role and"
					+ " version it is for.")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@PostMapping("/api/v1/certificates/{id}/self-test")
	SelfTestView selfTest(@PathVariable UUID id, Caller caller, Optional<IdempotencyKey> idempotencyKey) {
		return SelfTestView.of(this.deliveries.test(this.certificates.require(id, caller), caller, idempotencyKey));
	}

	private static ResponseEntity<byte[]> file(Delivered delivered, @Nullable Secret made) {
		Bundle bundle = delivered.bundle();
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.parseMediaType(bundle.mediaType()));
		headers.setContentDisposition(ContentDisposition.attachment().filename(bundle.fileName()).build());
		headers.setCacheControl(CacheControl.noStore());
		// RFC 9530 §3: a dictionary whose value is a byte sequence.
		headers.set("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(bundle.digest()) + ":");
		if (made != null) {
			headers.set("Handfast-Keystore-Password", new String(made.value()));
		}
		headers.set("Handfast-Verdict", delivered.proof().verdict());
		String report = SelfTestView.reportOf(delivered.proof());
		if (report != null) {
			headers.set("Handfast-Report", report);
		}
		if (!delivered.unreadableBy().isEmpty()) {
			headers.set("Handfast-Unreadable-By",
					delivered.unreadableBy().stream().map(Reader::label).collect(Collectors.joining(", ")));
		}
		return ResponseEntity.ok().headers(headers).body(bundle.bytes());
	}

	private static Problem refused(List<Violation> violations) {
		return ProblemType.INVALID_REQUEST.because("Correct the fields that the violations name, and send it again")
			.with("violations", violations);
	}

	private static Problem failed(Trial trial) {
		Problem problem = ProblemType.SELF_TEST_FAILED
			.because("Nothing was handed over, because a handshake with this file failed. Read the report, then ask for"
					+ " a new certificate; an administrator may say \"unproven\": true");
		problem.with("findings", trial.findings());
		HandshakeReport report = trial.report();
		return (report != null)
				? problem.with("report", "/api/v1/handshakes/" + report.id()).with("handshakes", report.handshakes())
				: problem;
	}

}
