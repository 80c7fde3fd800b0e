package handfast.profile;

import java.net.URI;
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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The permit list over HTTP.
 */
@RestController
@Tag(name = "Permitted names")
class PermittedNameController {

	private final PermittedNames names;

	private final Cursors cursors;

	PermittedNameController(PermittedNames names, Cursors cursors) {
		this.names = names;
		this.cursors = cursors;
	}

	@Operation(summary = "Lists what may be issued: added, by setting, and out of the box")
	@GetMapping("/api/v1/permitted-names")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<PermittedName> list(Paging paging) {
		List<PermittedName> all = this.names.all();
		int from = paging.isFirst() ? 0 : indexAfter(all, paging.position().getFirst());
		List<PermittedName> rest = all.stream().skip(from).limit(paging.rows()).toList();
		return this.cursors.page(paging, rest, (name) -> List.of(name.id().toString()), (name) -> name);
	}

	@Operation(summary = "Permits a domain with all below it, or a network",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = PermittedNameForm.class),
							examples = { @ExampleObject(name = "domain",
									value = "{\"value\": \"shop.example.com\", \"comment\": \"the web team's\"}"),
									@ExampleObject(name = "network", value = "{\"value\": \"203.0.112.0/24\"}") })))
	@ApiResponse(responseCode = "201", description = "The entry")
	@PostMapping("/api/v1/permitted-names")
	@RequiresRole(Role.ADMINISTRATOR)
	ResponseEntity<PermittedName> add(@Valid @RequestBody PermittedNameForm form, Caller caller,
			Optional<IdempotencyKey> key) {
		PermittedName added = this.names.add(form.value(), form.comment(), caller, key);
		return ResponseEntity.created(URI.create("/api/v1/permitted-names/" + added.id())).body(added);
	}

	@Operation(summary = "Takes an added entry back")
	@DeleteMapping("/api/v1/permitted-names/{id}")
	@RequiresRole(Role.ADMINISTRATOR)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable UUID id, Caller caller) {
		this.names.remove(id, caller);
	}

	// Where an entry was deleted meanwhile, those made before it come next.
	private static int indexAfter(List<PermittedName> all, String position) {
		List<String> ids = all.stream().map((name) -> name.id().toString()).toList();
		int index = ids.indexOf(position);
		return (index >= 0) ? index + 1
				: (int) all.stream()
					.takeWhile((name) -> name.source() == PermittedName.Source.CALL)
					.takeWhile((name) -> name.id().toString().compareTo(position) > 0)
					.count();
	}

	/**
	 * @param value a domain such as {@code example.com}, which permits itself and all
	 * below it, or a network such as {@code 10.0.0.0/8}
	 */
	record PermittedNameForm(
			@NotBlank @Size(max = 255,
					message = "has at most 255 characters; write a domain or a network") String value,
			@Nullable @Size(max = 500, message = "has at most 500 characters; shorten it") @Pattern(
					regexp = "\\P{Cntrl}*", message = "has a control character; remove it") String comment) {
	}

}
