package handfast.revocation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.access.Caller;
import handfast.certificate.Selections;
import handfast.certificate.Selections.Selected;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Revokes what a search or a list names, once the caller has said how many that are: a
 * filter that says too little must not take a thousand sites off the net.
 */
@Service
class MassRevocations {

	private final Selections selections;

	private final Revocations revocations;

	MassRevocations(Selections selections, Revocations revocations) {
		this.selections = selections;
		this.revocations = revocations;
	}

	/**
	 * Those that the filters find; certificates of CAs and of other CAs, and what is
	 * revoked already, are left out.
	 */
	List<UUID> found(Map<String, String> filters, Caller caller) {
		return this.selections.find(filters, caller)
			.stream()
			.filter((one) -> one.endEntity() && one.ours() && !one.revoked())
			.map(Selected::id)
			.toList();
	}

	/**
	 * Those that a list names; what is revoked already is left out.
	 * @param filter that each entry is looked up by
	 * @param field of the list, for violations
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} where an entry names none,
	 * or one that can't be revoked by this call
	 */
	List<UUID> listed(String filter, List<String> values, String field, Caller caller) {
		List<Violation> violations = new ArrayList<>();
		Map<UUID, Selected> named = new LinkedHashMap<>();
		for (int i = 0; i < values.size(); i++) {
			List<Selected> found = this.selections.find(Map.of(filter, values.get(i)), caller);
			if (found.isEmpty() || !found.stream().allMatch((one) -> one.endEntity() && one.ours())) {
				violations.add(new Violation(field + "/" + i, Code.UNKNOWN_VALUE,
						found.isEmpty()
								? "There is no such certificate; look for it with GET /api/v1/certificates?" + filter
										+ "=…"
								: "This is the certificate of a CA, or one that another CA signed: leave it out."));
			}
			found.forEach((one) -> named.put(one.id(), one));
		}
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(violations.getFirst().message()).with("violations", violations);
		}
		return named.values().stream().filter((one) -> !one.revoked()).map(Selected::id).toList();
	}

	/**
	 * Revokes them, if they are what the caller counted; only counts them where it has
	 * not.
	 * @param expected how many; null to count
	 * @param counted {@link Outcome#list} of the count; null where the caller goes by the
	 * number alone
	 * @throws handfast.problem.Problem {@code COUNT_CHANGED} with the count as it is now
	 */
	Outcome revoke(List<UUID> ids, RevocationReason reason, @Nullable Integer expected, @Nullable String counted,
			Caller caller) {
		String list = digest(ids);
		if (expected == null) {
			return new Outcome(ids.size(), list, 0);
		}
		if (expected != ids.size() || (counted != null && !counted.equals(list))) {
			throw ProblemType.COUNT_CHANGED
				.because("Nothing was revoked: " + ids.size()
						+ " certificates are meant now. Look at them, and send this"
						+ " count as expectedCount if they are the right ones.")
				.with("count", ids.size())
				.with("list", list);
		}
		return new Outcome(ids.size(), list, this.revocations.revokeAll(ids, reason, caller));
	}

	private static String digest(List<UUID> ids) {
		return Fingerprint
			.of(ids.stream()
				.sorted()
				.map(UUID::toString)
				.collect(Collectors.joining("\n"))
				.getBytes(StandardCharsets.US_ASCII))
			.hex();
	}

	/**
	 * What came of it.
	 *
	 * @param count of certificates that are meant
	 * @param list SHA-256 of their ids, which tells this list from another of that length
	 * @param revoked how many of them were revoked by this call
	 */
	record Outcome(int count, String list, int revoked) {
	}

}
