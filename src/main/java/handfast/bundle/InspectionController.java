package handfast.bundle;

import java.util.List;

import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Inspections over HTTP.
 */
@RestController
@Tag(name = "Inspections")
class InspectionController {

	private final Inspections inspections;

	InspectionController(Inspections inspections) {
		this.inspections = inspections;
	}

	@Operation(summary = "Judge a file before anyone installs it",
			description = "Takes one of pem, pkcs12 and jks, and says of path, names, order, key, algorithms, dates"
					+ " and the traps of keystores what is wrong, with the codes of a handshake report. Nothing is"
					+ " stored.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
							schema = @Schema(implementation = InspectionForm.class),
							examples = { @ExampleObject(name = "pem", value = InspectionExamples.PEM),
									@ExampleObject(name = "pkcs12", value = InspectionExamples.PKCS12),
									@ExampleObject(name = "truststore", value = InspectionExamples.TRUSTSTORE) })))
	@ApiResponse(responseCode = "200", description = "The verdict",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = Inspection.class)))
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@PostMapping("/api/v1/inspections")
	Inspection inspect(@Valid @RequestBody InspectionForm form) {
		InspectionOrder order = form.toOrder();
		try {
			return this.inspections.inspect(order);
		}
		catch (MalformedException ex) {
			if (form.isPem()) {
				Code code = Code.of(ex.code());
				throw InspectionForm.refused(List.of(new Violation("/pem",
						(code == Code.KEYSTORE_UNREADABLE) ? Code.PEM_MALFORMED : code, ex.getMessage())));
			}
			return Inspection.unreadable(ex);
		}
	}

}
