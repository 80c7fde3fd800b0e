package handfast.access;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.Cidr;
import handfast.x509.MalformedException;
import handfast.x509.PermitRule;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a token to be made.
 */
record TokenForm(@NotBlank @Size(max = 200) String name, @NotNull Role role,
		@Nullable @Size(max = 100) List<@NotBlank String> names,
		@Nullable @Size(max = 100) List<@NotBlank String> networks, @Nullable Instant expires) {

	NewToken toNewToken(Clock clock) {
		List<Violation> violations = new ArrayList<>();
		List<String> scope = new ArrayList<>();
		List<Cidr> reach = new ArrayList<>();
		each("/names", this.names, (text) -> scope.add(PermitRule.parse(text).value()), violations);
		each("/networks", this.networks, (text) -> reach.add(Cidr.parse(text)), violations);
		if (this.expires != null && !this.expires.isAfter(clock.instant())) {
			violations.add(new Violation("/expires", Code.OUT_OF_RANGE, "expires must lie in the future"));
		}
		if (this.name.chars().anyMatch(Character::isISOControl)) {
			violations.add(new Violation("/name", Code.MALFORMED_VALUE, "name must hold no control characters"));
		}
		if (!Role.ofTokens().contains(this.role)) {
			violations.add(new Violation("/role", Code.UNKNOWN_VALUE,
					"A host has no token: its kit brings the credential. Write administrator, requester or reader"));
		}
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because("Correct the fields that the violations name, and send it again")
				.with("violations", violations);
		}
		return new NewToken(this.name, this.role, List.copyOf(scope), List.copyOf(reach), this.expires);
	}

	private static void each(String field, @Nullable List<String> texts, Taker taker, List<Violation> violations) {
		List<String> given = Objects.requireNonNullElse(texts, List.of());
		for (int i = 0; i < given.size(); i++) {
			try {
				taker.take(given.get(i));
			}
			catch (MalformedException ex) {
				violations.add(new Violation(field + "/" + i, Code.find(ex.code()).orElse(Code.MALFORMED_VALUE),
						Objects.requireNonNullElse(ex.getMessage(), "The value is malformed")));
			}
		}
	}

	/**
	 * Takes one text.
	 */
	private interface Taker {

		void take(String text);

	}

}
