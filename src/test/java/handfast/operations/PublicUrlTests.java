package handfast.operations;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PublicUrlTests {

	@ParameterizedTest
	@ValueSource(strings = { "https://pki.shop.test", "http://user@pki.shop.test", "http://pki.shop.test/?a",
			"http://pki.shop.test/#a", "http:///pki", "pki.shop.test", "", "http://a b" })
	void refusesWhatCertificatesCannotName(String text) {
		assertThat(PublicUrl.parse(text)).isEmpty();
	}

	@Test
	void leavesOutTheSlashAtTheEnd() {
		assertThat(PublicUrl.parse("http://pki.shop.internal:8080/")).hasValue("http://pki.shop.internal:8080");
		assertThat(PublicUrl.parse("http://shop.test/ca")).hasValue("http://shop.test/ca");
	}

	@Test
	void refusesWhatIsTooLong() {
		assertThat(PublicUrl.parse("http://shop.test/" + "a".repeat(383))).isPresent();
		assertThat(PublicUrl.parse("http://shop.test/" + "a".repeat(384))).isEmpty();
	}

}
