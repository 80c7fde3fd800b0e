package handfast.handshake;

import java.util.List;

import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that asks for a demonstration.
 *
 * @param scenario what to show
 * @param keyLog whether the answer holds the secrets of the connection for Wireshark
 */
record DemonstrationForm(@NotBlank @Schema(allowableValues = {
		"tls12-rsa", "tls12-ecdhe", "tls13", "tls13-hello-retry", "tls13-ml-kem", "tls13-ml-dsa",
		"tls13-client-certificate", "expired", "wrong-name", "wrong-key", "no-shared-suite" }) String scenario,
		@Nullable Boolean keyLog){

	Scenario toScenario() {
		return Scenario.find(this.scenario).orElseThrow(() -> {
			String message = "Write one of " + String.join(", ", Scenario.slugs());
			return ProblemType.INVALID_REQUEST.because(message)
				.with("violations", List.of(new Violation("/scenario", Code.UNKNOWN_VALUE, message)));
		});
	}

	boolean wantsKeyLog() {
		return Boolean.TRUE.equals(this.keyLog);
	}

}
