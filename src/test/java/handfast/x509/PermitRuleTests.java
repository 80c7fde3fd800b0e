package handfast.x509;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PermitRuleTests {

	@ParameterizedTest
	@CsvSource({ "shop.test, shop.test, true", "shop.test, a.b.shop.test, true", "shop.test, *.shop.test, true",
			"shop.test, bigshop.test, false", ".shop.test, shop.test, false", ".shop.test, a.shop.test, true",
			".shop.test, *.shop.test, true", "10.0.0.0/8, 10.1.2.3, true", "10.0.0.0/8, 11.1.2.3, false" })
	void permitsWhatIsWithin(String rule, String name, boolean permitted) {
		assertThat(PermitRule.parse(rule).permits(Name.parse(name))).isEqualTo(permitted);
	}

	@Test
	void saysWhatToWriteInPlaceOfAWildcard() {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> PermitRule.parse("*.shop.test"))
			.withMessageContaining("write shop.test")
			.matches((ex) -> ex.code().equals("name-wildcard-misplaced"));
	}

	@Test
	void permitsOneHostAlone() {
		PermitRule rule = PermitRule.only(DnsName.parse("web1.example.com"));
		assertThat(rule.permits(Name.parse("web1.example.com"))).isTrue();
		assertThat(rule.permits(Name.parse("a.web1.example.com"))).isFalse();
		assertThat(rule.permits(Name.parse("*.web1.example.com"))).isFalse();
		assertThat(rule).isNotEqualTo(PermitRule.parse("web1.example.com"));
	}

}
