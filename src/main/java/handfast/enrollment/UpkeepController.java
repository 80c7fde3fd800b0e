package handfast.enrollment;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.certificate.Certificate;
import handfast.certificate.CertificateView;
import handfast.certificate.Certificates;
import handfast.certificate.Contact;
import handfast.certificate.Upkeep;
import handfast.certificate.Upkeeps;
import handfast.problem.ProblemType;
import handfast.validation.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Who is told about a certificate and whether it is renewed by itself, changed over HTTP.
 */
@RestController
@Tag(name = "Certificates")
class UpkeepController {

	private static final String EXAMPLE = """
			{"contacts": ["web@shop.test"], "autoRenew": false}""";

	private final Certificates certificates;

	private final Upkeeps upkeeps;

	private final ContactRules rules;

	private final AuditLog audit;

	private final TransactionTemplate transaction;

	private final Clock clock;

	UpkeepController(Certificates certificates, Upkeeps upkeeps, ContactRules rules, AuditLog audit,
			TransactionTemplate transaction, Clock clock) {
		this.certificates = certificates;
		this.upkeeps = upkeeps;
		this.rules = rules;
		this.audit = audit;
		this.transaction = transaction;
		this.clock = clock;
	}

	@PutMapping("/api/v1/certificates/{id}/upkeep")
	@RequiresRole({ Role.ADMINISTRATOR, Role.REQUESTER })
	@Operation(summary = "Changes who is told about a certificate, and whether it is renewed by itself",
			description = "What is left out stays as it is. Successors made from then on inherit it.",
			requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true,
					content = @Content(mediaType = "application/json",
							schema = @Schema(implementation = UpkeepForm.class),
							examples = @ExampleObject(name = "contacts", value = EXAMPLE))))
	CertificateView change(@PathVariable UUID id, @Valid @RequestBody UpkeepForm form, Caller caller) {
		Optional<List<Contact>> contacts = form.readContacts();
		List<Violation> violations = this.rules.violationsIn(contacts.orElse(List.of()));
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(violations.getFirst().message()).with("violations", violations);
		}
		this.transaction.executeWithoutResult((status) -> {
			this.upkeeps.hold(id);
			Certificate certificate = this.certificates.require(id, caller);
			Upkeep before = certificate.upkeep();
			Upkeep after = new Upkeep(contacts.orElse(before.contacts()),
					Optional.ofNullable(form.autoRenew()).orElse(before.autoRenew()));
			requirePossible(certificate, form);
			this.upkeeps.change(certificate, after);
			// Last within the transaction: what cannot be audited is not done.
			this.audit.record(AuditLine.of(caller.actor(), "certificate.upkeep", id.toString(), "done")
				.withDetail("contacts " + after.contacts().size() + ", autoRenew " + after.autoRenew())
				.withRequest(caller.requestId()));
		});
		return CertificateView.of(this.certificates.require(id, caller), this.clock.instant());
	}

	private static void requirePossible(Certificate certificate, UpkeepForm form) {
		if (Boolean.TRUE.equals(form.autoRenew()) && (!certificate.keyHeld() || certificate.issuerKey() == null)) {
			throw ProblemType.KEY_NOT_HELD
				.because("Handfast renews by itself what its own CA has signed and what it holds"
						+ " the key of: renew this one where its key is.");
		}
	}

	/**
	 * The JSON of a change.
	 */
	record UpkeepForm(
			@Schema(description = "Who is told: mail addresses, or webhook:NAME; 10 at most",
					example = "[\"ops@shop.test\"]") @Nullable List<@Nullable String> contacts,
			@Schema(description = "Whether Handfast renews it by itself") @Nullable Boolean autoRenew) {

		Optional<List<Contact>> readContacts() {
			if (this.contacts == null) {
				return Optional.empty();
			}
			FormReader reader = new FormReader();
			List<Contact> read = reader.contacts("/contacts", this.contacts);
			reader.requireReadable();
			return Optional.of(read);
		}

	}

}
