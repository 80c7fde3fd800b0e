package handfast.authority;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.MalformedException;
import handfast.x509.PermitRule;
import handfast.x509.Secret;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a CA that is wanted.
 *
 * @param series the name by which profiles ask for it ({@code authority: shop})
 * @param key algorithm
 * @param validity such as {@code P1826D}
 * @param permitted domains and networks that it may certify alone
 * @param pathLength how many CAs may stand below it
 * @param issuer {@code root}, {@code external}, or the id of a CA with a path length
 * @param pkcs12 Base64 of a CA that is there already, with its chain
 * @param pem the same as PEM: certificate, chain, key
 * @param password of the file
 * @param trust PEM of the roots above it
 */
record AuthorityForm(
		@NotNull(message = "write the name by which profiles ask for it, such as shop") @Pattern(
				regexp = "[a-z][a-z0-9-]{0,31}",
				message = "write a to z, digits and hyphens, 32 at most, a letter first") String series,
		@Nullable @Schema(example = "EC-P256") String key, @Nullable Duration validity,
		@Nullable @Size(max = 1000) String subject,
		@Nullable @Size(max = 500, message = "holds at most 500 entries") List<@Nullable String> permitted,
		@Nullable Integer pathLength, @Nullable @Size(max = 40) String issuer, @Nullable String pkcs12,
		@Nullable String pem, @Nullable @Size(max = 1000) String password, @Nullable String trust) {

	private static final String EXTERNAL = "external";

	private static final int LONGEST_PATH = 5;

	/**
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} with all that is wrong
	 */
	AuthorityOrder toOrder() {
		List<Violation> violations = new ArrayList<>();
		AuthorityOrder order = (this.pkcs12 != null || this.pem != null) ? imported(violations) : made(violations);
		if (this.series.equals(CaTerms.ROOT)) {
			add(violations, "/series", Code.UNKNOWN_VALUE, "The series root is that of roots; write another.");
		}
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(violations.getFirst().message()).with("violations", violations);
		}
		return order;
	}

	private AuthorityOrder made(List<Violation> violations) {
		KeyAlgorithm algorithm = (this.key == null) ? KeyAlgorithm.EC_P256 : KeyAlgorithm.find(this.key).orElse(null);
		if (algorithm == null) {
			add(violations, "/key", Code.UNKNOWN_VALUE,
					"Not a key algorithm; write one of " + KeyAlgorithm.labels() + ".");
			algorithm = KeyAlgorithm.EC_P256;
		}
		if (this.validity != null && (this.validity.compareTo(AuthorityProperties.SHORTEST) < 0
				|| this.validity.compareTo(AuthorityProperties.LONGEST) > 0)) {
			add(violations, "/validity", Code.OUT_OF_RANGE, "A CA lasts from P1D to P14610D; write one of those.");
		}
		int length = (this.pathLength != null) ? this.pathLength : 0;
		if (length < 0 || length > LONGEST_PATH) {
			add(violations, "/pathLength", Code.OUT_OF_RANGE, "Write how many CAs may stand below it, 0 to 5.");
		}
		if (this.password != null || this.trust != null) {
			add(violations, (this.password != null) ? "/password" : "/trust", Code.CONFLICTING_FIELDS,
					"This belongs to pkcs12 or pem; leave it out.");
		}
		Optional<DistinguishedName> wanted = (this.subject == null) ? Optional.empty()
				: parse(violations, "/subject", () -> DistinguishedName.parse(this.subject));
		if (wanted.isPresent() && wanted.get().commonNames().size() != 1) {
			add(violations, "/subject", Code.SUBJECT_MALFORMED, "A CA's subject has one CN; write CN=Shop CA,O=Shop.");
		}
		return new AuthorityOrder.Made(this.series, wanted, algorithm, Optional.ofNullable(this.validity), length,
				permitted(violations), issuerId(violations), EXTERNAL.equals(this.issuer));
	}

	private AuthorityOrder imported(List<Violation> violations) {
		Map<String, @Nullable Object> others = new LinkedHashMap<>();
		others.put("/key", this.key);
		others.put("/validity", this.validity);
		others.put("/subject", this.subject);
		others.put("/permitted", this.permitted);
		others.put("/pathLength", this.pathLength);
		others.put("/issuer", this.issuer);
		others.put("/pem", (this.pkcs12 != null) ? this.pem : null);
		others.forEach((field, value) -> {
			if (value != null) {
				add(violations, field, Code.CONFLICTING_FIELDS,
						"A CA that is brought along has its own; leave this out.");
			}
		});
		return new AuthorityOrder.Imported(this.series, file(violations), this.pkcs12 == null,
				(this.password != null) ? Secret.of(this.password) : null, this.trust);
	}

	private byte[] file(List<Violation> violations) {
		if (this.pkcs12 == null) {
			return String.valueOf(this.pem).getBytes(StandardCharsets.UTF_8);
		}
		try {
			return Base64.getDecoder().decode(this.pkcs12);
		}
		catch (IllegalArgumentException ex) {
			add(violations, "/pkcs12", Code.MALFORMED_VALUE, "Not Base64; write what base64 -w0 FILE prints.");
			return new byte[0];
		}
	}

	private List<PermitRule> permitted(List<Violation> violations) {
		List<PermitRule> rules = new ArrayList<>();
		for (int i = 0; this.permitted != null && i < this.permitted.size(); i++) {
			String text = this.permitted.get(i);
			String field = "/permitted/" + i;
			if (text == null) {
				add(violations, field, Code.REQUIRED, "An entry is missing here: write it, or leave it out.");
				continue;
			}
			parse(violations, field, () -> PermitRule.parse(text)).ifPresent((rule) -> {
				// RFC 5280 §4.2.1.10: a domain permits itself as well.
				if (rule instanceof PermitRule.Domain domain && domain.belowAlone()) {
					add(violations, field, Code.NAME_CONSTRAINTS_MALFORMED,
							"Name constraints permit a domain with itself; write " + domain.domain() + ".");
				}
				rules.add(rule);
			});
		}
		return rules;
	}

	private @Nullable UUID issuerId(List<Violation> violations) {
		if (this.issuer == null || this.issuer.equals(CaTerms.ROOT) || this.issuer.equals(EXTERNAL)) {
			return null;
		}
		try {
			return UUID.fromString(this.issuer);
		}
		catch (IllegalArgumentException ex) {
			add(violations, "/issuer", Code.UNKNOWN_VALUE, "Write root, external, or the id of a CA.");
			return null;
		}
	}

	private static <T> Optional<T> parse(List<Violation> violations, String field, Supplier<T> parser) {
		try {
			return Optional.of(parser.get());
		}
		catch (MalformedException ex) {
			add(violations, field, Code.of(ex.code()), String.valueOf(ex.getMessage()));
			return Optional.empty();
		}
	}

	private static void add(List<Violation> violations, String field, Code code, String message) {
		violations.add(new Violation(field, code, message));
	}

	@Override
	public String toString() {
		return "AuthorityForm[" + this.series + "]";
	}

}
