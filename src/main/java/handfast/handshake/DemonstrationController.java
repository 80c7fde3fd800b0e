package handfast.handshake;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.problem.ProblemType;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Demonstrations over HTTP.
 */
@RestController
@Tag(name = "Handshakes")
class DemonstrationController {

	private final Handshakes handshakes;

	DemonstrationController(Handshakes handshakes) {
		this.handshakes = handshakes;
	}

	@Operation(summary = "Show a handshake inside this process, from both ends",
			description = "Client and server run here, on certificates of a throw-away CA made in memory for it. The"
					+ " scenarios expired, wrong-name, wrong-key and no-shared-suite fail, as they should. With keyLog,"
					+ " for administrators alone, the answer holds the connection's secrets as SSLKEYLOGFILE lines and"
					+ " its packets as pcap, for Wireshark; they are not kept, and such a request takes no Idempotency-Key.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = DemonstrationForm.class),
							examples = { @ExampleObject(name = "hello-retry", value = HandshakeExamples.DEMONSTRATION),
									@ExampleObject(name = "with-key-log",
											value = HandshakeExamples.DEMONSTRATION_FOR_WIRESHARK) })))
	@ApiResponse(responseCode = "201", description = "The report",
			content = {
					@Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = WithKeyLog.class)),
					@Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = ReportForm.SVG_VALUE, schema = @Schema(type = "string")),
					@Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")) })
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@PostMapping(path = "/api/v1/handshakes/demonstration", produces = { MediaType.APPLICATION_JSON_VALUE,
			MediaType.TEXT_PLAIN_VALUE, ReportForm.SVG_VALUE, MediaType.TEXT_HTML_VALUE })
	ResponseEntity<Object> demonstrate(@Valid @RequestBody DemonstrationForm form,
			@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT,
					defaultValue = MediaType.APPLICATION_JSON_VALUE) String accept,
			Caller caller, @Parameter(hidden = true) Optional<IdempotencyKey> key)
			throws HttpMediaTypeNotAcceptableException {
		Scenario scenario = form.toScenario();
		if (!form.wantsKeyLog()) {
			HandshakeReport report = this.handshakes.demonstrate(scenario, caller, key);
			return HandshakeController.show(report, accept, created(report));
		}
		refuseKeyLog(caller, key, accept);
		KeyLog keyLog = new KeyLog();
		HandshakeReport report = this.handshakes.demonstrate(scenario, caller, keyLog);
		return created(report).contentType(MediaType.APPLICATION_JSON)
			.body(new WithKeyLog(report, keyLog.lines(), keyLog.capture()));
	}

	private static void refuseKeyLog(Caller caller, Optional<IdempotencyKey> key, String accept)
			throws HttpMediaTypeNotAcceptableException {
		if (!caller.isAdministrator()) {
			throw ProblemType.ROLE_MISSING.because("keyLog is for administrators; leave it out, or use another token");
		}
		if (key.isPresent()) {
			throw ProblemType.IDEMPOTENCY_KEY_NOT_ALLOWED
				.because("The answer holds secrets, which are not kept; send the request without the header");
		}
		if (ReportForm.wanted(accept).form() != ReportForm.JSON) {
			throw ProblemType.NOT_ACCEPTABLE.because("A key log comes with JSON alone; send Accept: application/json");
		}
	}

	private static ResponseEntity.BodyBuilder created(HandshakeReport report) {
		return ResponseEntity.created(URI.create("/api/v1/handshakes/" + report.id()));
	}

	/**
	 * A report with the secrets of its connection, for this one answer.
	 *
	 * @param keyLog SSLKEYLOGFILE lines
	 * @param capture pcap that they open, in base64
	 */
	record WithKeyLog(@JsonUnwrapped HandshakeReport report, List<String> keyLog, byte[] capture) {

		@Override
		public String toString() {
			return "WithKeyLog[" + this.report.id() + "]";
		}

	}

}
