package handfast.profile;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.PermitRule;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The permit list as administrators keep it: listed, added to, taken from.
 */
@Service
public class PermittedNames {

	private final PermitList permitList;

	private final PermittedNameRepository repository;

	private final TransactionTemplate transaction;

	private final AuditLog audit;

	private final Idempotency idempotency;

	private final TimeOrderedIds ids;

	private final Predicate<PermitRule> certifiable;

	private final Clock clock;

	PermittedNames(PermitList permitList, PermittedNameRepository repository, TransactionTemplate transaction,
			AuditLog audit, Idempotency idempotency, TimeOrderedIds ids, Predicate<PermitRule> certifiable,
			Clock clock) {
		this.idempotency = idempotency;
		this.permitList = permitList;
		this.repository = repository;
		this.transaction = transaction;
		this.audit = audit;
		this.ids = ids;
		this.certifiable = certifiable;
		this.clock = clock;
	}

	/**
	 * Those of calls first, the newest of them first; then the setting's and the built-in
	 * ones.
	 */
	public List<PermittedName> all() {
		return this.permitList.entries().stream().map(PermitList.Entry::name).toList();
	}

	/**
	 * @throws Problem {@code INVALID_REQUEST} where it is no domain or network, or one
	 * that strangers have names under; {@code CONFLICT} where it is there
	 */
	public PermittedName add(String value, @Nullable String comment, Caller caller) {
		return add(value, comment, caller, Optional.empty());
	}

	/**
	 * The same, or what the same request added before.
	 */
	PermittedName add(String value, @Nullable String comment, Caller caller, Optional<IdempotencyKey> key) {
		Optional<UUID> earlier = key.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return addedEarlier(earlier.get());
		}
		PermitRule rule = parse(value);
		this.permitList.find(rule).ifPresent((entry) -> {
			throw ProblemType.CONFLICT.because(rule.value() + " is on the permit list already, as " + entry.name().id())
				.with("id", entry.name().id());
		});
		requireCertifiable(rule);
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		PermittedName added = new PermittedName(this.ids.next(), rule.value(), PermittedName.Source.CALL, comment,
				caller.id(), now);
		try {
			this.transaction.executeWithoutResult((status) -> {
				key.ifPresent((given) -> this.idempotency.claim(given, added.id()));
				insert(added, now, caller);
			});
		}
		catch (DataIntegrityViolationException ex) {
			throw ProblemType.CONFLICT.because(rule.value() + " was put on the permit list by another call just now");
		}
		this.permitList.forget();
		return added;
	}

	/**
	 * @throws Problem {@code NOT_FOUND}, or {@code CONFLICT} where no call added it
	 */
	public void remove(UUID id, Caller caller) {
		all().stream()
			.filter((name) -> name.id().equals(id) && name.source() != PermittedName.Source.CALL)
			.findFirst()
			.ifPresent(PermittedNames::refuseFixed);
		this.transaction.executeWithoutResult((status) -> {
			if (this.repository.remove(id) == 0) {
				throw ProblemType.NOT_FOUND
					.because("There is no entry " + id + "; GET /api/v1/permitted-names lists them");
			}
			this.audit.record(line(caller, "permitted-name.remove", id));
		});
		this.permitList.forget();
	}

	// Security §8.
	private void requireCertifiable(PermitRule rule) {
		if (!this.certifiable.test(rule)) {
			String message = rule.value()
					+ " is outside the name constraints of every CA that a profile uses; make a CA"
					+ " that may certify it by POST /api/v1/authorities.";
			throw ProblemType.INVALID_REQUEST.because(message)
				.with("violations", List.of(new Violation("/value", Code.OUTSIDE_NAME_CONSTRAINTS, message)));
		}
	}

	private PermittedName addedEarlier(UUID id) {
		return all().stream()
			.filter((name) -> name.id().equals(id))
			.findFirst()
			.orElseThrow(() -> ProblemType.CONFLICT.because(
					"The entry that this Idempotency-Key added was deleted since; send a new key to add it again"));
	}

	private void insert(PermittedName name, Instant at, Caller caller) {
		// Written before the audit, so that an entry that is there already is never
		// audited.
		this.repository.saveAndFlush(new PermittedNameEntity(name.id(), name.value(), name.comment(), caller.id(), at));
		// Last within the transaction: what cannot be audited is not done.
		this.audit.record(line(caller, "permitted-name.add", name.id()).withDetail(name.value()));
	}

	private static AuditLine line(Caller caller, String action, UUID id) {
		return AuditLine.of(caller.actor(), action, id.toString(), "done").withRequest(caller.requestId());
	}

	private static PermitRule parse(String value) {
		try {
			PermitRule rule = PermitRule.parse(value);
			if (rule.isPublicSuffix()) {
				throw refusal(Code.OUT_OF_RANGE,
						rule.value() + " is a public suffix, under which strangers have names; write your domain");
			}
			return rule;
		}
		catch (MalformedException ex) {
			throw refusal(Code.find(ex.code()).orElse(Code.MALFORMED_VALUE), String.valueOf(ex.getMessage()));
		}
	}

	private static Problem refusal(Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation("/value", code, message)));
	}

	private static void refuseFixed(PermittedName name) {
		String where = (name.source() == PermittedName.Source.SETTING)
				? "comes from handfast.names.permitted; take it out there and start again"
				: "is built in and can't be deleted";
		throw ProblemType.CONFLICT.because(name.value() + " " + where);
	}

}
