package handfast.bundle;

import java.util.List;
import java.util.UUID;

import handfast.x509.MalformedException;
import handfast.x509.ObservedName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AliasTests {

	private static final UUID ID = UUID.fromString("01990000-0000-7000-8000-000000000001");

	@Test
	void isLowerCaseAsTheJdkMakesIt() {
		assertThat(new Alias("MyServer")).hasToString("myserver");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "shop test", "../shop", "shop\r\nSet-Cookie: a", "schön", "\"shop\"",
			"1234567890123456789012345678901234567890123456789012345678901234x" })
	void refusesWhatNotEveryReaderKeeps(String text) {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> new Alias(text))
			.extracting(MalformedException::code)
			.isEqualTo("alias-malformed");
	}

	@ParameterizedTest
	@CsvSource({ "dns, shop.test, shop.test", "dns, *.shop.test, wildcard.shop.test", "ip, 10.1.2.3, 10.1.2.3",
			"ip, fd00::1, 01990000-0000-7000-8000-000000000001",
			"email, ops@shop.test, 01990000-0000-7000-8000-000000000001" })
	void comesFromTheFirstNameOrElseTheId(String type, String name, String alias) {
		assertThat(Alias.of(List.of(new ObservedName(type, name), new ObservedName("dns", "other.test")), ID).value())
			.isEqualTo(alias);
	}

	@Test
	void isTheIdWhereThereIsNoName() {
		assertThat(Alias.of(List.of(), ID).value()).isEqualTo(ID.toString());
	}

}
