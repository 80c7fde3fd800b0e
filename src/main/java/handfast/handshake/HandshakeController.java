package handfast.handshake;

import java.net.URI;
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
import org.springframework.web.HttpMediaTypeNotAcceptableException;
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

	private final Handshakes handshakes;

	HandshakeController(Handshakes handshakes) {
		this.handshakes = handshakes;
	}

	@Operation(summary = "Shake hands with a site and tell what happened",
			description = "Connects, shakes hands past everything that is wrong, and judges afterwards: the answer is"
					+ " a report also where the handshake failed, with its cause and what to change. With scan, further"
					+ " connections ask for all versions, cipher suites and groups that the server takes. startTls begins in clear as smtp, imap,"
					+ " pop3, ftp, ldap, xmpp, postgres or mysql do; clientCertificate names a certificate of the"
					+ " caller, its key held here, to show where the server asks for one; application asks one question over the"
					+ " connection: dns-over-https.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeForm.class),
							examples = { @ExampleObject(name = "this-service", value = HandshakeExamples.THIS_SERVICE),
									@ExampleObject(name = "dns-over-https", value = HandshakeExamples.DNS_OVER_HTTPS),
									@ExampleObject(name = "by-address", value = HandshakeExamples.BY_ADDRESS),
									@ExampleObject(name = "scan", value = HandshakeExamples.SCAN),
									@ExampleObject(name = "start-tls", value = HandshakeExamples.START_TLS) })))
	@ApiResponse(responseCode = "201", description = "The report",
			content = {
					@Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeReport.class)),
					@Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = ReportForm.SVG_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@PostMapping(path = "/api/v1/handshakes", produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE,
			ReportForm.SVG_VALUE, MediaType.TEXT_HTML_VALUE })
	ResponseEntity<Object> verify(@Valid @RequestBody HandshakeForm form,
			@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT,
					defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
			Caller caller, @Parameter(hidden = true) Optional<IdempotencyKey> key)
			throws HttpMediaTypeNotAcceptableException {
		HandshakeReport report = this.handshakes.verify(form.toOrder(), caller, key);
		return show(report, accept, ResponseEntity.created(URI.create("/api/v1/handshakes/" + report.id())));
	}

	@Operation(summary = "Read a handshake report",
			description = "By Accept: JSON; text/plain for a terminal (text/plain; color=always in colour);"
					+ " image/svg+xml, a sequence diagram; text/html, a page with all of it.")
	@ApiResponse(responseCode = "200", description = "The report",
			content = {
					@Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = HandshakeReport.class)),
					@Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = ReportForm.SVG_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	// By its form: other words after the path are calls that are not built.
	@GetMapping(path = "/api/v1/handshakes/{id:[0-9A-Fa-f-]+}", produces = { MediaType.APPLICATION_JSON_VALUE,
			MediaType.TEXT_PLAIN_VALUE, ReportForm.SVG_VALUE, MediaType.TEXT_HTML_VALUE })
	ResponseEntity<Object> read(@PathVariable UUID id,
			@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT,
					defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
			Caller caller) throws HttpMediaTypeNotAcceptableException {
		return show(this.handshakes.require(id, caller), accept, ResponseEntity.ok());
	}

	static ResponseEntity<Object> show(HandshakeReport report, String accept, ResponseEntity.BodyBuilder answer)
			throws HttpMediaTypeNotAcceptableException {
		ReportForm.Wanted wanted = ReportForm.wanted(accept);
		return answer.contentType(wanted.form().type()).body(wanted.form().show(report, wanted.coloured()));
	}

}
