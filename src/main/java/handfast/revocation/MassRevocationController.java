package handfast.revocation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.access.Caller;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.problem.Problem;
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
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Many at once over HTTP.
 */
@RestController
@Tag(name = "Certificates")
class MassRevocationController {

	private final MassRevocations revocations;

	MassRevocationController(MassRevocations revocations) {
		this.revocations = revocations;
	}

	@Operation(summary = "Revokes many certificates",
			description = "Those that a query finds, or that serial numbers or fingerprints name. Without expectedCount it"
					+ " counts and revokes nothing; with it, it revokes if the count is still that, and with list if they"
					+ " are the very same. Certificates of CAs are never among them.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = MassRevocationForm.class),
							examples = { @ExampleObject(name = "count",
									value = "{\"query\": {\"name\": \".shop.test\"}, \"reason\": \"superseded\"}"),
									@ExampleObject(name = "none-left",
											value = "{\"query\": {\"name\": \".nowhere.test\"}, \"reason\":"
													+ " \"cessationOfOperation\", \"expectedCount\": 0}") })))
	@ApiResponse(responseCode = "200", description = "How many are meant, and how many were revoked")
	@PostMapping("/api/v1/revocations")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	MassRevocations.Outcome revoke(@Valid @RequestBody MassRevocationForm form, Caller caller) {
		RevocationReason reason = RevocationReason.require(form.reason());
		return this.revocations.revoke(named(form, caller), reason, form.expectedCount(), form.list(), caller);
	}

	private List<UUID> named(MassRevocationForm form, Caller caller) {
		long ways = Stream
			.of(Optional.ofNullable(form.query()), Optional.ofNullable(form.serialNumbers()),
					Optional.ofNullable(form.fingerprints()))
			.flatMap(Optional::stream)
			.count();
		if (ways != 1) {
			throw refused("/query", Code.REQUIRED,
					"Say which are meant: send one of query, serialNumbers and fingerprints.");
		}
		if (form.serialNumbers() != null) {
			return this.revocations.listed("serialNumber", form.serialNumbers(), "/serialNumbers", caller);
		}
		if (form.fingerprints() != null) {
			return this.revocations.listed("fingerprint", form.fingerprints(), "/fingerprints", caller);
		}
		Map<String, String> query = java.util.Objects.requireNonNull(form.query());
		if (query.isEmpty()) {
			throw refused("/query", Code.REQUIRED,
					"An empty query means all: write at least one filter, such as name.");
		}
		return this.revocations.found(query, caller);
	}

	private static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

	/**
	 * The JSON of a revocation of many.
	 *
	 * @param query filters of {@code GET /api/v1/certificates}, by name
	 * @param expectedCount how many are meant; only counts where it is left out
	 * @param list of an earlier count
	 */
	record MassRevocationForm(@Nullable @Size(max = 8) Map<@NotBlank String, @NotNull String> query,
			@Nullable @Size(min = 1, max = 10_000) List<@NotNull String> serialNumbers,
			@Nullable @Size(min = 1, max = 10_000) List<@NotNull String> fingerprints,
			@NotBlank @Schema(example = "superseded") String reason, @Nullable @Min(0) Integer expectedCount,
			@Nullable String list) {
	}

}
