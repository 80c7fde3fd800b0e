package handfast.handshake;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TargetTests {

	@ParameterizedTest
	@ValueSource(strings = { "shop.test", "shop.test:", "shop.test:0", "shop.test:70000", ":443",
			"https://shop.test:443", "a b:443", "fd00::1:443", "[shop.test]:443", "shop..test:443",
			"user@shop.test:443", "shop.test:443/x" })
	void refusesWhatIsNoTarget(String text) {
		assertThat(Target.parse(text)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "shop.test:443, shop.test, 443", "[fd00::1]:8443, fd00::1, 8443", "10.1.2.3:1, 10.1.2.3, 1",
			"under_score.test:65535, under_score.test, 65535" })
	void readsATarget(String text, String host, int port) {
		assertThat(Target.parse(text)).contains(new Target(host, port));
	}

}
