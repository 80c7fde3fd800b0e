package handfast.authority;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.IdempotencyKey;
import handfast.access.NoIdempotencyKey;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.problem.ProblemType;
import handfast.storage.Installation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * What may sign.
 */
@RestController
@Tag(name = "Authorities")
class AuthorityController {

	private final Authorities authorities;

	private final NewAuthorities newAuthorities;

	private final Rollover rollover;

	private final Installation installation;

	private final Cursors cursors;

	AuthorityController(Authorities authorities, NewAuthorities newAuthorities, Rollover rollover,
			Installation installation, Cursors cursors) {
		this.authorities = authorities;
		this.newAuthorities = newAuthorities;
		this.rollover = rollover;
		this.installation = installation;
		this.cursors = cursors;
	}

	@Operation(summary = "Lists what signs, will sign and has signed, newest first")
	@GetMapping("/api/v1/authorities")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<AuthorityView> list(Paging paging) {
		// Newest first; ids rise with time.
		List<AuthorityView> rows = views()
			.sorted(Comparator.comparing((AuthorityView authority) -> authority.id().toString()).reversed())
			.filter((authority) -> paging.isFirst()
					|| authority.id().toString().compareTo(paging.position().getFirst()) < 0)
			.limit(paging.rows())
			.toList();
		return this.cursors.page(paging, rows, (authority) -> List.of(authority.id().toString()),
				(authority) -> authority);
	}

	@Operation(summary = "Shows one authority")
	@GetMapping("/api/v1/authorities/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	AuthorityView one(@PathVariable UUID id) {
		return views().filter((authority) -> authority.id().equals(id))
			.findFirst()
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no authority " + id + "; see GET /api/v1/authorities"));
	}

	@Operation(summary = "Makes an issuing CA, below the root or below a CA elsewhere, or brings one in with its key",
			description = "With \"issuer\": \"external\" the answer holds a CSR; what the other CA makes of it comes"
					+ " back by PUT. A profile names the series under the key authority.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = AuthorityForm.class),
							examples = { @ExampleObject(name = "constrained", value = AuthorityExamples.CONSTRAINED),
									@ExampleObject(name = "external", value = AuthorityExamples.EXTERNAL),
									@ExampleObject(name = "imported", value = AuthorityExamples.IMPORTED) })))
	@ApiResponse(responseCode = "201", description = "The CA, or its CSR")
	@PostMapping("/api/v1/authorities")
	@RequiresRole(Role.ADMINISTRATOR)
	ResponseEntity<AuthorityView> make(@Valid @RequestBody AuthorityForm form, Caller caller,
			Optional<IdempotencyKey> idempotencyKey) {
		UUID id = this.newAuthorities.make(form.toOrder(), caller, idempotencyKey);
		return ResponseEntity.created(URI.create("/api/v1/authorities/" + id)).body(one(id));
	}

	@Operation(summary = "Has a CA followed at once, before its time",
			description = "Where its key may be in wrong hands, or nobody knows what it signed: a new key is made and"
					+ " issues from now on. The one before goes on signing its CRLs. Of a root both certify one another.")
	@ApiResponse(responseCode = "201", description = "The CA that follows")
	@PostMapping("/api/v1/authorities/{id}/rollover")
	@RequiresRole(Role.ADMINISTRATOR)
	@NoIdempotencyKey
	ResponseEntity<AuthorityView> followAtOnce(@PathVariable UUID id, Caller caller) {
		UUID next = this.rollover.followAtOnce(id, caller);
		return ResponseEntity.created(URI.create("/api/v1/authorities/" + next)).body(one(next));
	}

	@Operation(summary = "Brings in what the other CA made of the CSR",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = CertificateForm.class),
							examples = { @ExampleObject(name = "answer", value = AuthorityExamples.ANSWER) })))
	@PutMapping("/api/v1/authorities/{id}/certificate")
	@RequiresRole(Role.ADMINISTRATOR)
	AuthorityView complete(@PathVariable UUID id, @Valid @RequestBody CertificateForm form, Caller caller) {
		this.newAuthorities.complete(id, form.pem(), form.trust(), caller);
		return one(id);
	}

	private Stream<AuthorityView> views() {
		String publicUrl = this.installation.publicUrl();
		return Stream.concat(
				this.authorities.ever().stream().map((authority) -> AuthorityView.of(authority, publicUrl)),
				this.authorities.awaiting().stream().map(AuthorityView::of));
	}

	/**
	 * The JSON of what the other CA answered.
	 */
	record CertificateForm(
			@NotBlank @Schema(description = "PEM of the CA's certificate, then those above it") String pem,
			@Schema(description = "PEM of the roots to trust it by") @Nullable String trust) {
	}

}
