package handfast.handshake.form;

import java.util.List;

import handfast.handshake.HandshakeReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTextTests {

	private static final String COLOUR = "\u001b\\[[0-9;]+m";

	static List<HandshakeReport> reports() {
		return SampleReports.all();
	}

	@ParameterizedTest
	@MethodSource("reports")
	void writesPlainLinesOfAtMostEightyColumns(HandshakeReport report) {
		assertThat(ReportText.render(report, false).lines()).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotContainPattern("\\p{Cntrl}"));
		assertThat(ReportText.summaryLines(report))
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotContainPattern("\\p{Cntrl}"));
	}

	@ParameterizedTest
	@MethodSource("reports")
	void saysTheSameInColour(HandshakeReport report) {
		String coloured = ReportText.render(report, true);
		assertThat(coloured).containsPattern(COLOUR);
		assertThat(coloured.replaceAll(COLOUR, "")).isEqualTo(ReportText.render(report, false));
	}

	@Test
	void losesNothingOfALongCause() {
		String cause = "x".repeat(300);
		HandshakeReport report = SampleReports.hostile(cause);
		assertThat(String.join("", ReportText.summaryLines(report)).replace(" ", "")).contains(cause);
	}

}
