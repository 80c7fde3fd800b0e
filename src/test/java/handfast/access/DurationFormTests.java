package handfast.access;

import java.time.Duration;

import handfast.x509.MalformedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DurationFormTests {

	@ParameterizedTest
	@CsvSource({ "P90D,2160", "P12W,2016", "PT36H,36", "P1DT12H,36", "P0D,0" })
	void readsDaysWeeksAndHours(String text, long hours) {
		assertThat(DurationForm.parse(text)).isEqualTo(Duration.ofHours(hours));
	}

	@ParameterizedTest
	@CsvSource({ "P3M,P90D", "P1Y,P365D", "P1Y2M3D,P428D", "P1M1W,P37D" })
	void namesTheDaysToWriteForMonthsAndYears(String text, String days) {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> DurationForm.parse(text))
			.withMessageContaining("write " + days)
			.matches((ex) -> ex.code().equals("duration-malformed"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "P", "PT", "P1DT", "90", "90D", "P-1D", "-P1D", "P1.5D", "PT30M", "PT1H30M", "p90d",
			"P90D ", "P9999999999D", "P1W1D" })
	void refusesEverythingElse(String text) {
		assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> DurationForm.parse(text));
	}

	@ParameterizedTest
	@CsvSource({ "PT48H,P2D", "PT36H,PT36H", "PT0S,P0D" })
	void writesDaysWhereTheyAreWhole(String duration, String text) {
		assertThat(DurationForm.format(Duration.parse(duration))).isEqualTo(text);
	}

}
