package handfast.authority;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import handfast.access.Cursors;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.problem.ProblemType;
import handfast.storage.Installation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * What may sign.
 */
@RestController
@Tag(name = "Authorities")
class AuthorityController {

	private final Authorities authorities;

	private final Installation installation;

	private final Cursors cursors;

	AuthorityController(Authorities authorities, Installation installation, Cursors cursors) {
		this.authorities = authorities;
		this.installation = installation;
		this.cursors = cursors;
	}

	@Operation(summary = "Lists what may sign, newest first")
	@GetMapping("/api/v1/authorities")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<AuthorityView> list(Paging paging) {
		// Newest first; ids rise with time.
		List<Authority> rows = this.authorities.all()
			.stream()
			.sorted(Comparator.comparing((Authority authority) -> authority.id().toString()).reversed())
			.filter((authority) -> paging.isFirst()
					|| authority.id().toString().compareTo(paging.position().getFirst()) < 0)
			.limit(paging.rows())
			.toList();
		String publicUrl = this.installation.publicUrl();
		return this.cursors.page(paging, rows, (authority) -> List.of(authority.id().toString()),
				(authority) -> AuthorityView.of(authority, publicUrl));
	}

	@Operation(summary = "Shows one authority")
	@GetMapping("/api/v1/authorities/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	AuthorityView one(@PathVariable UUID id) {
		return this.authorities.find(id)
			.map((authority) -> AuthorityView.of(authority, this.installation.publicUrl()))
			.orElseThrow(() -> ProblemType.NOT_FOUND
				.because("There is no authority " + id + "; see GET /api/v1/authorities"));
	}

}
