package handfast.access;

import java.util.UUID;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LimitsTests {

	private final Limits limits = new Limits(new LimitProperties(3, 2, 1, DataSize.ofMegabytes(1)));

	@Test
	void answersTooManyFailuresOfAnAddressWithTheTimeToWait() {
		assertThat(this.limits.failure("10.0.0.1").type()).isEqualTo(ProblemType.UNAUTHORIZED);
		assertThat(this.limits.failure("10.0.0.1").type()).isEqualTo(ProblemType.UNAUTHORIZED);
		assertThat(this.limits.hasFailedTooOften("10.0.0.1")).isTrue();
		Problem third = this.limits.failure("10.0.0.1");
		assertThat(third.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
		assertThat(third.retryAfter()).isPositive();
		assertThat(this.limits.hasFailedTooOften("10.0.0.2")).isFalse();
	}

	@Test
	void limitsEachTokenForItself() {
		UUID busy = UUID.randomUUID();
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> {
			for (int i = 0; i < 1000; i++) {
				this.limits.requireRequest(busy);
			}
		}).matches((problem) -> problem.type() == ProblemType.TOO_MANY_REQUESTS);
		this.limits.requireRequest(UUID.randomUUID());
	}

}
