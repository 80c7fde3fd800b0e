package handfast.bundle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.problem.ProblemType;
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

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private final Inspections inspections;

	// A hostile keystore costs seconds of work: a core stays free for others.
	private final Semaphore places = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

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
	Inspection inspect(@Valid @RequestBody InspectionForm form) throws InterruptedException {
		InspectionOrder order = form.toOrder();
		if (!this.places.tryAcquire(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
			throw ProblemType.TOO_MANY_REQUESTS.because("Other files are being inspected; send it again later")
				.retryAfter(LONGEST_WAIT);
		}
		try {
			return this.inspections.inspect(order);
		}
		catch (MalformedException ex) {
			return unreadable(form, ex);
		}
		finally {
			this.places.release();
		}
	}

	// Text that is none was typed wrong; a keystore that is none is judged like any
	// other.
	private static Inspection unreadable(InspectionForm form, MalformedException why) {
		if (!form.isPem()) {
			return Inspection.unreadable(why);
		}
		Code code = Code.of(why.code());
		throw InspectionForm.refused(List.of(new Violation("/pem",
				(code == Code.KEYSTORE_UNREADABLE) ? Code.PEM_MALFORMED : code, String.valueOf(why.getMessage()))));
	}

}
