package handfast.handshake.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import handfast.x509.CertificateSummary;
import handfast.handshake.HandshakeReport;
import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Finding;
import handfast.validation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A report for a terminal, in lines of at most 80 columns, in colour when asked. No word
 * is in colour alone, and no escape sequence is any but ours.
 */
public final class ReportText {

	private static final int WIDTH = 80;

	private static final int MOST_VALUES = 6;

	private static final List<String> SHOWN_FIELDS = List.of("random", "version", "versions", "cipherSuite", "group",
			"keyShares", "serverName", "alpn", "signatureScheme", "certificates", "description");

	private final StringBuilder text = new StringBuilder();

	private final boolean coloured;

	private ReportText(boolean coloured) {
		this.coloured = coloured;
	}

	/**
	 * The whole story.
	 */
	public static String render(HandshakeReport report, boolean coloured) {
		ReportText story = new ReportText(coloured);
		summary(report, story::line);
		story.steps("", report.steps());
		report.otherVersions().forEach((other) -> story.steps("The same in " + other.protocol(), other.steps()));
		story.handshakes(report);
		story.certificates(report);
		report.notes().forEach((note) -> story.paragraph("", note));
		if (report.scan() != null) {
			ScanText.lines(report.scan()).forEach(story::line);
		}
		return story.text.toString();
	}

	/**
	 * The report in about ten lines: for the log of the service.
	 */
	public static List<String> summaryLines(HandshakeReport report) {
		List<String> lines = new ArrayList<>();
		summary(report, (colour, length, line) -> lines.add(line));
		return lines;
	}

	/**
	 * One line for the record: what stays when the report is gone.
	 */
	public static String summary(HandshakeReport report) {
		StringBuilder summary = new StringBuilder(report.verdict());
		append(summary, report.target());
		append(summary, report.protocol());
		append(summary, report.cipherSuite());
		report.findings().stream().limit(10).forEach((finding) -> append(summary, finding.code().slug()));
		return summary.substring(0, Math.min(summary.length(), 2000));
	}

	private static void summary(HandshakeReport report, Lines lines) {
		String where = (report.target() != null) ? "with " + report.target() : "inside this process";
		lines.add(colourOf(report.verdict()), WIDTH, fit("Handshake " + where + ": " + report.verdict()));
		field(lines, "address", report.address());
		field(lines, "name", report.serverName());
		field(lines, "begins as", report.startTls());
		field(lines, "protocol", report.protocol());
		field(lines, "suite", report.cipherSuite());
		if (report.keyExchange() != null) {
			field(lines, "keys", report.keyExchange().method()
					+ ((report.keyExchange().group() != null) ? ", " + report.keyExchange().group() : ""));
		}
		field(lines, "signature", report.signatureScheme());
		if (!report.certificates().isEmpty()) {
			CertificateSummary leaf = report.certificates().getFirst();
			field(lines, "shows", leaf.subject() + ", until " + leaf.notAfter());
		}
		if (report.path() != null) {
			field(lines, "path", report.path().trusted() ? "trusted, by " + report.path().anchor() : "not trusted");
		}
		if (report.expected() != null) {
			field(lines, "expected", report.expected().matched() ? "this very certificate" : "another certificate");
		}
		HandshakeReport.ClientCertificate own = report.clientCertificate();
		if (own != null) {
			field(lines, "our own", !own.asked() ? "certificate was not asked for"
					: own.shown() ? "certificate was shown" : "certificate was asked for and not shown");
		}
		DnsOverHttps.Answer answer = report.application();
		if (answer != null) {
			field(lines, "DNS", (answer.said() != null) ? answer.said() + ", by " + answer.http() : answer.fault());
		}
		if (Boolean.TRUE.equals(report.sessionKeys().equal())) {
			field(lines, "both ends", "hold the same session keys");
		}
		for (Finding finding : report.findings()) {
			String label = "  " + finding.severity().label() + " " + finding.code().slug() + ":";
			Colour colour = colourOf(finding.severity());
			for (String line : wrap(label + " ", "    ", finding.cause() + ". " + finding.fix() + ".")) {
				lines.add(line.startsWith(label) ? colour : Colour.NONE, label.length(), line);
			}
		}
	}

	private void steps(String title, List<Step> steps) {
		if (steps.isEmpty()) {
			return;
		}
		line("");
		if (!title.isEmpty()) {
			line(Colour.BOLD, WIDTH, title);
			line("");
		}
		String phase = "";
		for (Step step : steps) {
			if (!step.phase().equals(phase)) {
				phase = step.phase();
				line(Colour.FAINT, WIDTH,
						"-- " + phase.replace('-', ' ') + " " + "-".repeat(Math.max(0, WIDTH - 4 - phase.length())));
			}
			step(step);
		}
	}

	private void step(Step step) {
		String arrow = switch (step.from()) {
			case "client" -> "-->";
			case "server" -> "<--";
			default -> " * ";
		};
		String size = (step.bytes() > 0)
				? step.bytes() + ((step.bytes() == 1) ? " byte" : " bytes") + (step.encrypted() ? ", encrypted" : "")
				: "";
		String head = String.format("%2d %s %s", step.number(), arrow, step.message());
		String tail = size + String.format("  %8.2f ms", step.atMicros() / 1000.0);
		line(colourOf(step), head.length(),
				head + " ".repeat(Math.max(1, WIDTH - head.length() - tail.length())) + tail);
		paragraph("       ", step.explanation());
		SHOWN_FIELDS.stream().filter(step.fields()::containsKey).forEach((name) -> fieldOf(step.fields(), name));
	}

	private void fieldOf(Map<String, Object> fields, String name) {
		Object value = fields.get(name);
		String shown = String.valueOf(value);
		if (value instanceof List<?> list) {
			List<String> first = list.stream().limit(MOST_VALUES).map(String::valueOf).toList();
			shown = String.join(", ", first)
					+ ((list.size() > MOST_VALUES) ? " and " + (list.size() - MOST_VALUES) + " more" : "");
		}
		if (!shown.isEmpty()) {
			wrap("       " + name + ": ", "         ", shown).forEach(this::line);
		}
	}

	private void handshakes(HandshakeReport report) {
		if (report.handshakes().isEmpty()) {
			return;
		}
		line("");
		line(Colour.BOLD, WIDTH, "All handshakes of this proof");
		report.handshakes()
			.forEach((shake) -> line("  " + shake.verdict() + "  " + shake.protocol()
					+ ((shake.serverName() != null) ? "  " + shake.serverName() : "")));
		if (report.proven() != null) {
			line("  bytes proven: " + report.proven());
		}
	}

	private void certificates(HandshakeReport report) {
		if (!report.certificates().isEmpty()) {
			line("");
			line(Colour.BOLD, WIDTH, "Certificates as shown");
		}
		int number = 1;
		for (CertificateSummary certificate : report.certificates()) {
			paragraph(" " + number++ + " ", certificate.subject() + ", issued by " + certificate.issuer() + ", "
					+ certificate.keyAlgorithm() + ", " + certificate.notBefore() + " to " + certificate.notAfter());
		}
		report.otherAddresses().forEach((other) -> line("Other address " + other.address() + ": " + other.verdict()));
	}

	private void paragraph(String indent, String words) {
		wrap(indent, " ".repeat(indent.length()), words).forEach(this::line);
	}

	private void line(String line) {
		line(Colour.NONE, 0, line);
	}

	private void line(Colour colour, int length, String line) {
		String shown = fit(line);
		int end = Math.min(length, shown.length());
		this.text.append(this.coloured ? colour.paint(shown.substring(0, end)) + shown.substring(end) : shown)
			.append('\n');
	}

	private static Colour colourOf(String verdict) {
		return switch (verdict) {
			case HandshakeReport.PASSED -> Colour.GREEN;
			case HandshakeReport.FAILED -> Colour.RED;
			default -> Colour.YELLOW;
		};
	}

	private static Colour colourOf(Severity severity) {
		return switch (severity) {
			case ERROR -> Colour.RED;
			case WARNING -> Colour.YELLOW;
			case INFO -> Colour.BOLD;
		};
	}

	private static Colour colourOf(Step step) {
		return switch (step.from()) {
			case "client" -> Colour.CYAN;
			case "server" -> Colour.MAGENTA;
			default -> Colour.BOLD;
		};
	}

	private static void field(Lines lines, String name, @Nullable String value) {
		if (value != null) {
			lines.add(Colour.NONE, 0, fit(String.format("  %-10s %s", name, value)));
		}
	}

	private static void append(StringBuilder summary, @Nullable String value) {
		if (value != null) {
			summary.append(", ").append(value);
		}
	}

	private static String fit(String line) {
		String plain = Markup.plain(line);
		return (plain.length() <= WIDTH) ? plain : plain.substring(0, WIDTH - 1) + "…";
	}

	// A word that is longer than a line is broken: nothing of a cause may get lost.
	private static List<String> wrap(String first, String next, String words) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder(first);
		int start = first.length();
		for (String word : Markup.plain(words).split(" ")) {
			if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
				lines.add(line.toString());
				line = new StringBuilder(next);
				start = next.length();
			}
			line.append((line.length() > start) ? " " : "").append(word);
			while (line.length() > WIDTH) {
				lines.add(line.substring(0, WIDTH));
				line = new StringBuilder(next).append(line.substring(WIDTH));
				start = next.length();
			}
		}
		lines.add(line.toString());
		return lines;
	}

	/**
	 * Takes a line whose first {@code length} characters are of a colour.
	 */
	@FunctionalInterface
	private interface Lines {

		void add(Colour colour, int length, String line);

	}

}
