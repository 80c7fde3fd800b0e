package handfast.handshake;

import java.util.List;

import handfast.handshake.form.ReportPage;
import handfast.handshake.form.ReportText;
import handfast.handshake.form.SequenceDiagram;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report in each form that people take it in.
 */
public final class ReportForms {

	private ReportForms() {
	}

	/**
	 * The whole story for a terminal of 80 columns.
	 */
	public static String text(HandshakeReport report, boolean coloured) {
		return ReportText.render(report, coloured);
	}

	/**
	 * The report in about ten lines.
	 */
	public static List<String> summaryLines(HandshakeReport report) {
		return ReportText.summaryLines(report);
	}

	/**
	 * A sequence diagram, as SVG.
	 */
	public static String diagram(HandshakeReport report) {
		return SequenceDiagram.draw(report);
	}

	/**
	 * A page for who has it from our HTTPS door, which serves its style.
	 */
	public static String page(HandshakeReport report) {
		return ReportPage.render(report);
	}

	/**
	 * A page that is a file of its own.
	 */
	public static String pageAlone(HandshakeReport report) {
		return ReportPage.renderAlone(report);
	}

	/**
	 * The JSON that the service answers with, where there is no service.
	 */
	public static String json(HandshakeReport report) {
		return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(report);
	}

}
