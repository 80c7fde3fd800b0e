package handfast.notice;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.NoIdempotencyKey;
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
 * Webhooks over HTTP.
 */
@RestController
@Tag(name = "Notices", description = "Who is told before something ends, or when it went wrong")
class WebhookController {

	// Sent by a test: an address that needs no DNS.
	private static final String EXAMPLE = """
			{"name": "pager", "url": "https://10.1.2.3/handfast"}""";

	private final Webhooks webhooks;

	private final Cursors cursors;

	WebhookController(Webhooks webhooks, Cursors cursors) {
		this.webhooks = webhooks;
		this.cursors = cursors;
	}

	@Operation(summary = "Lists webhooks, newest first, without their secrets")
	@GetMapping("/api/v1/webhooks")
	@RequiresRole(Role.ADMINISTRATOR)
	Page<WebhookView> list(Paging paging) {
		return this.cursors.page(paging, this.webhooks.list(paging), (webhook) -> List.of(webhook.id().toString()),
				WebhookView::of);
	}

	@Operation(summary = "Makes a webhook, to be named as contact webhook:NAME",
			description = "Notices are posted there as JSON, signed by HMAC-SHA256 with the secret, which is in this answer"
					+ " alone. What is not answered with 200 to 299 is posted again after growing pauses, for three days.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = WebhookForm.class),
							examples = @ExampleObject(name = "pager", value = EXAMPLE))))
	@ApiResponse(responseCode = "201", description = "The webhook with its secret")
	@PostMapping("/api/v1/webhooks")
	@RequiresRole(Role.ADMINISTRATOR)
	@NoIdempotencyKey
	ResponseEntity<WebhookView> create(@Valid @RequestBody WebhookForm form, Caller caller) {
		Webhooks.Created created = this.webhooks.create(form.name(), form.url(), caller);
		return ResponseEntity.created(URI.create("/api/v1/webhooks/" + created.webhook().id()))
			.body(WebhookView.of(created));
	}

	@Operation(summary = "Ends a webhook, and what was still to be posted there")
	@DeleteMapping("/api/v1/webhooks/{id}")
	@RequiresRole(Role.ADMINISTRATOR)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable UUID id, Caller caller) {
		this.webhooks.delete(id, caller);
	}

	/**
	 * The JSON of a webhook to be made.
	 */
	record WebhookForm(
			@Schema(description = "Lower-case letters, digits and hyphens", example = "pager") @NotBlank String name,
			@Schema(description = "Where notices are posted",
					example = "https://pager.shop.test/handfast") @NotBlank String url) {
	}

	/**
	 * The JSON of a webhook.
	 *
	 * @param secret in the answer that made it alone
	 */
	record WebhookView(UUID id, String name, String url, String createdBy, Instant createdAt,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

		static WebhookView of(Webhook webhook) {
			return of(webhook, null);
		}

		static WebhookView of(Webhooks.Created created) {
			return of(created.webhook(), new String(created.secret().value()));
		}

		private static WebhookView of(Webhook webhook, @Nullable String secret) {
			return new WebhookView(webhook.id(), webhook.name(), webhook.url(), webhook.createdBy(),
					webhook.createdAt(), secret);
		}

		@Override
		public String toString() {
			return "WebhookView[" + this.id + "]";
		}

	}

}
