package handfast.handshake;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReportFormTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			*/*                                                            | JSON
			application/json                                               | JSON
			application/json, text/plain, */*                              | JSON
			text/plain                                                     | TEXT
			text/*                                                         | TEXT
			text/plain;q=0.5, application/json;q=0.1                       | TEXT
			image/svg+xml                                                  | SVG
			image/avif,image/webp,image/*,*/*;q=0.8                        | SVG
			text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML
			text/html, */*                                                 | HTML
			application/json;q=0, */*                                      | TEXT
			application/pdf, text/html;q=0.1                               | HTML
			""")
	void takesWhatIsWantedMost(String accept, ReportForm form) throws Exception {
		assertThat(ReportForm.wanted(accept).form()).isEqualTo(form);
	}

	@Test
	void coloursTextWhenAsked() throws Exception {
		assertThat(ReportForm.wanted("text/plain; color=always").coloured()).isTrue();
		assertThat(ReportForm.wanted("text/plain; color=never").coloured()).isFalse();
		assertThat(ReportForm.wanted("text/plain").coloured()).isFalse();
	}

	@Test
	void hasNoOtherForm() {
		assertThatExceptionOfType(HttpMediaTypeNotAcceptableException.class)
			.isThrownBy(() -> ReportForm.wanted("application/pdf, text/plain;q=0"));
	}

}
