package handfast.handshake;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Handshakes over HTTP.
 */
@RestController
@Tag(name = "Handshakes")
class HandshakeController {

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private final Handshakes handshakes;

	HandshakeController(Handshakes handshakes) {
		this.handshakes = handshakes;
	}

	@Operation(summary = "Shake hands with a site and tell what happened",
			description = "Connects, shakes hands past everything that is wrong, and judges afterwards: the answer is"
					+ " a report also where the handshake failed, with its cause and what to change. startTls begins in"
					+ " clear as smtp, imap, pop3, ftp, ldap, xmpp, postgres or mysql do; clientCertificate names a"
					+ " certificate of the caller, its key held here, to show where the server asks for one.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeForm.class),
							examples = { @ExampleObject(name = "this-service", value = HandshakeExamples.THIS_SERVICE),
									@ExampleObject(name = "by-address", value = HandshakeExamples.BY_ADDRESS),
									@ExampleObject(name = "start-tls", value = HandshakeExamples.START_TLS) })))
	@ApiResponse(responseCode = "201", description = "The report",
			content = {
					@Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeReport.class)),
					@Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@PostMapping(path = "/api/v1/handshakes",
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE })
	ResponseEntity<Object> verify(@Valid @RequestBody HandshakeForm form,
			@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT,
					defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
			Caller caller, @Parameter(hidden = true) Optional<IdempotencyKey> key) {
		HandshakeReport report = this.handshakes.verify(form.toOrder(), caller, key);
		return show(report, accept, ResponseEntity.created(URI.create("/api/v1/handshakes/" + report.id())));
	}

	@Operation(summary = "Read a handshake report",
			description = "As JSON, or as text for a terminal: send Accept: text/plain.")
	@ApiResponse(responseCode = "200", description = "The report",
			content = {
					@Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeReport.class)),
					@Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	// By its form: other words after the path are calls that are not built.
	@GetMapping(path = "/api/v1/handshakes/{id:[0-9A-Fa-f-]+}",
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE })
	ResponseEntity<Object> read(@PathVariable UUID id,
			@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT,
					defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
			Caller caller) {
		return show(this.handshakes.require(id, caller), accept, ResponseEntity.ok());
	}

	private static ResponseEntity<Object> show(HandshakeReport report, String accept,
			ResponseEntity.BodyBuilder answer) {
		return wantsText(accept) ? answer.contentType(TEXT).body(ReportText.render(report))
				: answer.contentType(MediaType.APPLICATION_JSON).body(report);
	}

	// JSON is what whoever takes anything gets.
	private static boolean wantsText(String accept) {
		List<MediaType> wanted = MediaType.parseMediaTypes(accept)
			.stream()
			.sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
			.toList();
		return wanted.stream()
			.filter((type) -> type.includes(MediaType.APPLICATION_JSON) || type.includes(MediaType.TEXT_PLAIN))
			.findFirst()
			.filter((type) -> !type.includes(MediaType.APPLICATION_JSON))
			.isPresent();
	}

}
