package handfast.notice;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.access.Caller;
import handfast.access.Cursors;
import handfast.access.Doors;
import handfast.access.NoIdempotencyKey;
import handfast.access.Page;
import handfast.access.Paging;
import handfast.access.PublicEndpoint;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.certificate.Contact;
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
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The calendar over HTTP.
 */
@RestController
@Tag(name = "Notices")
class CalendarController {

	private static final String TEXT_CALENDAR = "text/calendar";

	private static final String EXAMPLE = """
			{"name": "Phone of ops", "contact": "ops@shop.test"}""";

	private final Calendars calendars;

	private final Doors doors;

	private final Cursors cursors;

	CalendarController(Calendars calendars, Doors doors, Cursors cursors) {
		this.calendars = calendars;
		this.doors = doors;
		this.cursors = cursors;
	}

	@Operation(summary = "What ends, as iCalendar: the thousand that end first, within 400 days")
	@GetMapping(path = "/api/v1/calendar.ics", produces = TEXT_CALENDAR)
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	ResponseEntity<byte[]> feed(@RequestParam(required = false) @Nullable String contact, Caller caller) {
		return answer(this.calendars.feed(caller, contact(contact)));
	}

	@Operation(summary = "The same at an address that was made for it, without a token")
	@GetMapping(path = "/calendar/{secret}.ics", produces = TEXT_CALENDAR)
	@PublicEndpoint
	ResponseEntity<byte[]> feed(@PathVariable String secret) {
		return answer(this.calendars.feed(secret));
	}

	@Operation(summary = "Lists addresses of the calendar, newest first, without their secrets",
			description = "Administrators see all, others their own.")
	@GetMapping("/api/v1/calendars")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	Page<CalendarView> list(Paging paging, Caller caller) {
		return this.cursors.page(paging, this.calendars.list(caller, paging),
				(calendar) -> List.of(calendar.id().toString()), (calendar) -> CalendarView.of(calendar, null));
	}

	@Operation(summary = "Makes an address that calendar programs can subscribe to",
			description = "It holds a secret, is in this answer alone, and shows what the caller sees; with contact, only"
					+ " what that contact is told of.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = CalendarForm.class),
							examples = @ExampleObject(name = "phone", value = EXAMPLE))))
	@ApiResponse(responseCode = "201", description = "The calendar with its address")
	@PostMapping("/api/v1/calendars")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@NoIdempotencyKey
	ResponseEntity<CalendarView> create(@Valid @RequestBody CalendarForm form, Caller caller) {
		Calendars.Created created = this.calendars.create(form.printableName(), contact(form.contact()), caller);
		String url = "https://" + this.doors.host() + ":" + this.doors.httpsPort() + "/calendar/"
				+ new String(created.secret().value()) + ".ics";
		return ResponseEntity.created(URI.create("/api/v1/calendars/" + created.calendar().id()))
			.body(CalendarView.of(created.calendar(), url));
	}

	@Operation(summary = "Ends an address of the calendar")
	@DeleteMapping("/api/v1/calendars/{id}")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER, Role.READER })
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable UUID id, Caller caller) {
		this.calendars.delete(id, caller);
	}

	private static ResponseEntity<byte[]> answer(byte[] feed) {
		return ResponseEntity.ok()
			.contentType(new MediaType("text", "calendar", StandardCharsets.UTF_8))
			.cacheControl(CacheControl.noStore())
			.body(feed);
	}

	private static @Nullable Contact contact(@Nullable String text) {
		try {
			return (text != null) ? Contact.parse(text) : null;
		}
		catch (MalformedException ex) {
			String message = String.valueOf(ex.getMessage());
			throw ProblemType.INVALID_REQUEST.because(message)
				.with("violations",
						List.of(new Violation("/contact", Code.find(ex.code()).orElse(Code.MALFORMED_VALUE), message)));
		}
	}

	/**
	 * The JSON of an address to be made.
	 */
	record CalendarForm(
			@Schema(description = "For whom it is", example = "Phone of ops") @NotBlank @Size(max = 200) String name,
			@Schema(description = "Only what this one is told of",
					example = "ops@shop.test") @Nullable String contact) {

		String printableName() {
			if (this.name.chars().anyMatch(Character::isISOControl)) {
				String message = "name must hold no control characters";
				throw ProblemType.INVALID_REQUEST.because(message)
					.with("violations", List.of(new Violation("/name", Code.MALFORMED_VALUE, message)));
			}
			return this.name;
		}

	}

	/**
	 * The JSON of an address of the calendar.
	 *
	 * @param url in the answer that made it alone
	 */
	record CalendarView(UUID id, String name, @Nullable Contact contact, String createdBy, Instant createdAt,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url) {

		static CalendarView of(Calendars.Calendar calendar, @Nullable String url) {
			return new CalendarView(calendar.id(), calendar.name(), calendar.contact(), calendar.createdBy(),
					calendar.createdAt(), url);
		}

		@Override
		public String toString() {
			return "CalendarView[" + this.id + "]";
		}

	}

}
