package handfast.handshake.form;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import handfast.handshake.HandshakeReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

import static org.assertj.core.api.Assertions.assertThat;

class ReportPageTests {

	static List<HandshakeReport> reports() {
		return SampleReports.all();
	}

	@ParameterizedTest
	@MethodSource("reports")
	void isWellFormedAndHoldsNothingInline(HandshakeReport report) {
		Picture page = Picture.of(ReportPage.render(report));
		assertThat(page.all("script")).isEmpty();
		assertThat(page.all("style")).hasSize(1);
		Set<String> ids = new HashSet<>();
		for (Element element : page.all("*")) {
			for (int i = 0; i < element.getAttributes().getLength(); i++) {
				String name = element.getAttributes().item(i).getNodeName();
				assertThat(name).doesNotStartWith("on").isNotIn("style", "src");
			}
			if (element.hasAttribute("id")) {
				assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
			}
		}
		for (Element link : page.all("a")) {
			assertThat(link.getAttribute("href")).startsWith("#");
			assertThat(ids).contains(link.getAttribute("href").substring(1));
		}
		assertThat(page.all("link")).extracting((link) -> link.getAttribute("href")).containsExactly("/report.css");
	}

	@ParameterizedTest
	@MethodSource("reports")
	void isAFileOfItsOwnWithItsStyleWithin(HandshakeReport report) {
		Picture page = Picture.of(ReportPage.renderAlone(report));
		assertThat(page.all("link")).isEmpty();
		assertThat(page.all("script")).isEmpty();
		assertThat(page.all("style")).singleElement()
			.satisfies((style) -> assertThat(style.getTextContent()).contains(".finding")
				.doesNotContain("url(", "@import"));
	}

	@Test
	void showsWhatAStrangerSentAsText() {
		Picture page = Picture.of(ReportPage.render(SampleReports.hostile("<script>alert(1)</script>")));
		assertThat(page.all("h1").getFirst().getTextContent()).contains("<script>alert(1)</script>");
		assertThat(page.all("dd")).extracting(Element::getTextContent).contains("<script>alert(1)</script>");
	}

	@Test
	void saysCauseAndFixBeforeTheDiagramAndLeadsToTheStep() {
		String page = ReportPage.render(SampleReports.failed());
		assertThat(page.indexOf("It ended yesterday")).isPositive().isLessThan(page.indexOf("<svg"));
		assertThat(page).contains("What to change:", "href=\"#step-8\"", "<li id=\"step-8\"");
	}

	@Test
	void foldsTheDetailsOfEachStep() {
		Picture page = Picture.of(ReportPage.render(SampleReports.passed()));
		assertThat(page.all("li")).hasSize(12);
		assertThat(page.all("details")).isNotEmpty().allSatisfy((details) -> {
			assertThat(details.hasAttribute("open")).isFalse();
			assertThat(details.getElementsByTagName("summary").getLength()).isEqualTo(1);
		});
	}

}
