package handfast.access;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
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
 * Tokens over HTTP.
 */
@RestController
@Tag(name = "Tokens")
class TokenController {

	private final Tokens tokens;

	private final Cursors cursors;

	private final Clock clock;

	TokenController(Tokens tokens, Cursors cursors, Clock clock) {
		this.tokens = tokens;
		this.cursors = cursors;
		this.clock = clock;
	}

	@Operation(summary = "Lists tokens, newest first, without their secrets")
	@GetMapping("/api/v1/tokens")
	@RequiresRole({ Role.ADMINISTRATOR, Role.READER })
	Page<TokenView> list(Paging paging) {
		return this.cursors.page(paging, this.tokens.list(paging), (token) -> List.of(token.id().toString()),
				TokenView::of);
	}

	@Operation(summary = "Makes a token", description = "The secret is in this answer alone.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(
					mediaType = "application/json", schema = @Schema(implementation = TokenForm.class),
					examples = { @ExampleObject(name = "requester",
							value = "{\"name\": \"web-team\", \"role\": \"requester\", \"names\": [\"shop.test\"]}"),
							@ExampleObject(name = "reader",
									value = "{\"name\": \"monitoring\", \"role\": \"reader\", \"networks\": [\"10.0.0.0/8\"], \"expires\": \"2030-01-31T00:00:00Z\"}") })))
	@ApiResponse(responseCode = "201", description = "The token with its secret")
	@PostMapping("/api/v1/tokens")
	@RequiresRole(Role.ADMINISTRATOR)
	@NoIdempotencyKey
	ResponseEntity<TokenView> create(@Valid @RequestBody TokenForm form, Caller caller) {
		CreatedToken created = this.tokens.create(form.toNewToken(this.clock), caller);
		return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.token().id())).body(TokenView.of(created));
	}

	@Operation(summary = "Ends a token")
	@DeleteMapping("/api/v1/tokens/{id}")
	@RequiresRole(Role.ADMINISTRATOR)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(@PathVariable UUID id, Caller caller) {
		this.tokens.revoke(id, caller);
	}

}
