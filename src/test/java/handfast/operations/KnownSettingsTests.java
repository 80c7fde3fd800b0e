package handfast.operations;

import java.util.Map;

import handfast.storage.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KnownSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "handfast.home", "handfast.https-port", "handfast.httpsPort", "handfast.host-names[0]",
			"handfast.names.permitted", "handfast.crl.shard-size", "handfast.free-space-floor", "server.address" })
	void takesWhatItKnows(String name) {
		assertThatCode(() -> KnownSettings.require(environment(name))).doesNotThrowAnyException();
	}

	@Test
	void namesTheNearestToOneThatIsMisspelled() {
		assertThatExceptionOfType(StartRefused.class)
			.isThrownBy(() -> KnownSettings.require(environment("handfast.htps-port")))
			.withMessageContaining("handfast.htps-port")
			.withMessageContaining("handfast.https-port");
	}

	private static StandardEnvironment environment(String name) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(name, "1")));
		return environment;
	}

}
