package handfast.access;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

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
class TokenController {

	private final Tokens tokens;

	private final Cursors cursors;

	private final Clock clock;

	TokenController(Tokens tokens, Cursors cursors, Clock clock) {
		this.tokens = tokens;
		this.cursors = cursors;
		this.clock = clock;
	}

	@GetMapping("/api/v1/tokens")
	@RequiresRole(Role.ADMINISTRATOR)
	Page<TokenView> list(Paging paging) {
		return this.cursors.page(paging, this.tokens.list(paging), (token) -> List.of(token.id().toString()),
				TokenView::of);
	}

	@PostMapping("/api/v1/tokens")
	@RequiresRole(Role.ADMINISTRATOR)
	@NoIdempotencyKey
	ResponseEntity<TokenView> create(@Valid @RequestBody TokenForm form, Caller caller) {
		CreatedToken created = this.tokens.create(form.toNewToken(this.clock), caller);
		return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.token().id())).body(TokenView.of(created));
	}

	@DeleteMapping("/api/v1/tokens/{id}")
	@RequiresRole(Role.ADMINISTRATOR)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(@PathVariable UUID id, Caller caller) {
		this.tokens.revoke(id, caller);
	}

}
