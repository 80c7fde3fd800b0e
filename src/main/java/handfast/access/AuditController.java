package handfast.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.audit.AuditSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The audit over HTTP.
 */
@RestController
@Tag(name = "Audit")
class AuditController {

	private final AuditSearch search;

	private final Cursors cursors;

	AuditController(AuditSearch search, Cursors cursors) {
		this.search = search;
		this.cursors = cursors;
	}

	@Operation(summary = "Lists audit lines, newest first")
	@GetMapping("/api/v1/audit")
	@RequiresRole(Role.ADMINISTRATOR)
	Page<AuditView> list(@RequestParam(required = false) @Nullable String action,
			@RequestParam(required = false) @Nullable String actor,
			@RequestParam(required = false) @Nullable String object,
			@RequestParam(required = false) @Nullable String outcome,
			@RequestParam(required = false) @Nullable Instant from,
			@RequestParam(required = false) @Nullable Instant until, Paging paging) {
		AuditSearch.Filter filter = new AuditSearch.Filter(action, actor, object, outcome, from, until);
		return this.cursors.page(paging, this.search.find(filter, position(paging), paging.rows()),
				(found) -> List.of(found.position().time().toString(), found.position().node().toString(),
						Long.toString(found.position().line())),
				AuditView::of);
	}

	private static AuditSearch.@Nullable Position position(Paging paging) {
		return paging.isFirst() ? null : new AuditSearch.Position(Instant.parse(paging.position().get(0)),
				UUID.fromString(paging.position().get(1)), Long.parseLong(paging.position().get(2)));
	}

}
