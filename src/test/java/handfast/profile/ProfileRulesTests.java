package handfast.profile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import handfast.access.Caller;
import handfast.access.Role;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.DistinguishedName;
import handfast.x509.KeyAlgorithm;
import handfast.x509.Name;
import handfast.x509.PermitRule;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ProfileRulesTests {

	private static final PermitRule TEST = PermitRule.parse(".test");

	private final Profile webServer = new ProfileFiles(Path.of("none")).read().get("web-server");

	private final Profile client = new ProfileFiles(Path.of("none")).read().get("client");

	@Test
	void hasNothingAgainstAnOrdinaryWish() {
		assertThat(violations(wanted("CN=shop.test,O=Shop", Duration.ofDays(397), "shop.test", "www.shop.test")))
			.isEmpty();
	}

	@Test
	void refusesNoNamesAndTooMany() {
		assertThat(violations(wanted(null, null))).extracting(Violation::field, Violation::code)
			.containsExactly(tuple("/names", Code.NAMES_MISSING));
		String[] names = IntStream.range(0, 101).mapToObj((i) -> "h" + i + ".test").toArray(String[]::new);
		assertThat(violations(wanted(null, null, names))).extracting(Violation::code)
			.containsExactly(Code.NAMES_TOO_MANY);
	}

	@Test
	void pointsAtTheNameThatIsWrong() {
		assertThat(violations(wanted(null, null, "shop.test", "ops@shop.test", "shop.test")))
			.extracting(Violation::field, Violation::code)
			.containsExactly(tuple("/names/1", Code.NAME_KIND_NOT_ALLOWED), tuple("/names/2", Code.NAME_DUPLICATE));
	}

	@Test
	void answersANameThatIsNotPermittedWithTheCallToPaste() {
		List<Violation> violations = violations(wanted(null, null, "api.shop.example.co.uk"));
		assertThat(violations).singleElement().satisfies((violation) -> {
			assertThat(violation.code()).isEqualTo(Code.NAME_NOT_PERMITTED);
			assertThat(violation.message()).contains("-X POST https://localhost:8443/api/v1/permitted-names",
					"-d '{\"value\": \"example.co.uk\"}'");
		});
	}

	@Test
	void namesTheLongestValidity() {
		assertThat(violations(wanted(null, Duration.ofDays(398), "shop.test"))).singleElement()
			.satisfies((violation) -> assertThat(violation.message()).contains("P397D"));
		assertThat(violations(wanted(null, Duration.ofMinutes(59), "shop.test"))).extracting(Violation::code)
			.containsExactly(Code.VALIDITY_TOO_SHORT);
	}

	@Test
	void takesACommonNameThatIsOneOfTheNamesAlone() {
		assertThat(violations(wanted("CN=other.test", null, "shop.test"))).extracting(Violation::field, Violation::code)
			.containsExactly(tuple("/subject", Code.SUBJECT_CN_NOT_A_NAME));
		Wanted free = new Wanted("client", List.of(Name.parse("ops@shop.test")), DistinguishedName.parse("CN=Ada"),
				KeyAlgorithm.EC_P256, null);
		assertThat(new ProfileRules(this.client, free, caller(), TEST::permits, call()).violations()).isEmpty();
	}

	@Test
	void refusesAttributesAndRepeatedCommonNames() {
		assertThat(violations(wanted("CN=shop.test,emailAddress=a@shop.test,CN=shop.test", null, "shop.test")))
			.extracting(Violation::code)
			.containsExactly(Code.SUBJECT_ATTRIBUTE_UNKNOWN, Code.SUBJECT_CN_REPEATED);
	}

	@Test
	void holdsATokenToItsOwnNames() {
		Wanted wanted = wanted(null, null, "shop.test", "www.shop.test", "bank.test", "notshop.test");
		assertThat(new ProfileRules(this.webServer, wanted, caller("shop.test"), TEST::permits, call()).violations())
			.extracting(Violation::field, Violation::code)
			.containsExactly(tuple("/names/2", Code.NAME_OUTSIDE_TOKEN), tuple("/names/3", Code.NAME_OUTSIDE_TOKEN));
	}

	@Test
	void refusesAKeyThatTheProfileDoesNotList() {
		Profile narrow = new Profile("narrow", "v", "", this.webServer.purposes(), this.webServer.nameTypes(), false,
				this.webServer.subjectAttributes(), List.of(KeyAlgorithm.ED25519), KeyAlgorithm.ED25519,
				Duration.ofDays(1), Duration.ofDays(1), false, Profile.KeyRetention.HELD, false, false,
				Profile.DEFAULT_AUTHORITY, Set.of());
		assertThat(
				new ProfileRules(narrow, wanted(null, null, "shop.test"), caller(), TEST::permits, call()).violations())
			.extracting(Violation::field, Violation::code)
			.containsExactly(tuple("/key", Code.KEY_ALGORITHM_NOT_ALLOWED));
	}

	@Test
	void makesTheSubjectOfTheFirstDnsNameThatFits() {
		String label = String.join("", Collections.nCopies(60, "a"));
		List<Name> names = List.of(Name.parse("10.1.2.3"), Name.parse(label + ".shop.test"), Name.parse("shop.test"));
		assertThat(this.webServer.subjectFor(names).value()).isEqualTo("CN=shop.test");
		assertThat(this.webServer.subjectFor(names.subList(0, 2)).value()).isEmpty();
	}

	private List<Violation> violations(Wanted wanted) {
		return new ProfileRules(this.webServer, wanted, caller(), TEST::permits, call()).violations();
	}

	private static Wanted wanted(String subject, Duration validity, String... names) {
		return new Wanted("web-server", List.of(names).stream().map(Name::parse).toList(),
				(subject != null) ? DistinguishedName.parse(subject) : null, KeyAlgorithm.EC_P256, validity);
	}

	private static PermitCall call() {
		return new PermitCall(Path.of("data"), true, "localhost:8443");
	}

	private static Caller caller(String... names) {
		return new Caller(new UUID(0, 1), "token", Role.REQUESTER, List.of(names), List.of(), null);
	}

}
