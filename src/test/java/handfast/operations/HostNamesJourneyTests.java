package handfast.operations;

import java.nio.file.Path;

import handfast.RunningService;
import handfast.access.Doors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever names the door's certificate has, the start ends with a handshake.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostNamesJourneyTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "*.shop.test, 127.0.0.1", "ca.shop.test, ca.shop.test" })
	void shakesHandsWithTheOwnDoor(String names, String host, CapturedOutput output) {
		try (RunningService service = RunningService.start(this.folder.resolve("home"),
				"--handfast.host-names=" + names)) {
			assertThat(service.bean(Doors.class).host()).isEqualTo(host);
			assertThat(output).contains("https://" + host + ":" + service.httpsPort())
				.contains("\"https://" + host + ":" + service.httpsPort() + "/api/v1/certificates\"")
				.doesNotContain("://localhost")
				.containsIgnoringCase("passed");
		}
	}

}
