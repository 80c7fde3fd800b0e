package handfast.handshake;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TargetTests {

	@ParameterizedTest
	@CsvSource({ "shop.test:443, shop.test", "bücher.test:443, xn--bcher-kva.test",
			"BÜCHER.test:443, xn--bcher-kva.test", "_dmarc.shop.test:443, _dmarc.shop.test", "[fd00::1]:443, fd00::1",
			"10.1.2.3:443, 10.1.2.3" })
	void readsWhereToGo(String text, String host) {
		assertThat(Target.parse(text)).hasValue(new Target(host, 443));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.test", "shop.test:0", "bü cher.test:443", "bücher..test:443", "пример­.test:443" })
	void refusesWhatIsNoHost(String text) {
		assertThat(Target.parse(text)).isEmpty();
	}

	@Test
	void leavesAnythingElseAsItIs() {
		assertThat(Target.ascii("fd00::1")).isEqualTo("fd00::1");
		assertThat(Target.ascii("Bücher.test")).isEqualTo("xn--bcher-kva.test");
	}

}
