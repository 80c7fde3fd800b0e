package handfast.problem;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemWriterTests {

	@ParameterizedTest
	@EnumSource
	void saysWhenToComeBackWhereWaitingHelps(ProblemType type) throws IOException {
		boolean helps = type.status() == HttpStatus.SERVICE_UNAVAILABLE
				|| type.status() == HttpStatus.TOO_MANY_REQUESTS;
		assertThat(written(type.because("Wait")).getHeader("Retry-After") != null).isEqualTo(helps);
	}

	@Test
	void keepsTheTimeThatIsKnownBetter() throws IOException {
		Problem problem = ProblemType.SEALED.because("Wait").retryAfter(Duration.ofMillis(1500));
		assertThat(written(problem).getHeader("Retry-After")).isEqualTo("2");
	}

	private static MockHttpServletResponse written(Problem problem) throws IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		ProblemWriter.write(problem, response);
		return response;
	}

}
