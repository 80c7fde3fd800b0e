package handfast.operations;

import java.util.Map;

import handfast.storage.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KnownSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "handfast.home=1", "handfast.https-port=1", "handfast.httpsPort=1",
			"handfast.host-names[0]=a.test", "handfast.names.permitted=corp.example.org", "handfast.crl.shard-size=1",
			"handfast.free-space-floor=1", "server.address=1" })
	void takesWhatItKnows(String setting) {
		assertThatCode(() -> KnownSettings.require(environment(setting))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "handfast.https-port=many", "handfast.names.permitted=not a name",
			"handfast.keys.ready-rsa=1000", "handfast.crl.issuing-lifetime=P11D", "handfast.issuing.backdate=P2D",
			"handfast.reports.keep=PT0S", "handfast.limits.body=1B", "handfast.audit.segment-size=huge" })
	void refusesValuesThatTheirRecordsDoNotTake(String setting) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> KnownSettings.require(environment(setting)))
			.satisfies((refused) -> assertThat(setting).startsWith(refused.getName().toString()));
	}

	@Test
	void namesTheNearestToOneThatIsMisspelled() {
		assertThatExceptionOfType(StartRefused.class)
			.isThrownBy(() -> KnownSettings.require(environment("handfast.htps-port=1")))
			.withMessageContaining("handfast.htps-port")
			.withMessageContaining("handfast.https-port");
	}

	private static StandardEnvironment environment(String setting) {
		String[] parts = setting.split("=");
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(parts[0], parts[1])));
		return environment;
	}

}
