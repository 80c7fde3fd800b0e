package handfast.handshake.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import handfast.x509.CertificateSummary;
import handfast.handshake.HandshakeReport;
import handfast.handshake.HandshakeReport.OtherAddress;
import handfast.handshake.HandshakeReport.OtherVersion;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A report as one page of HTML that is well-formed XML too: the summary, what is wrong
 * and how to mend it, the diagram, each step with its details folded. The structure
 * carries the meaning, so that a saved copy reads well without its style.
 */
public final class ReportPage {

	/**
	 * Where our HTTPS door serves the style: nothing inline is shown under the content
	 * security policy of our pages.
	 */
	public static final String STYLE_PATH = "/report.css";

	private static final String STYLE = read();

	private final StringBuilder html = new StringBuilder();

	private ReportPage() {
	}

	/**
	 * For a browser that has it from us, where the linked style alone is taken, and for
	 * the file that a client makes of it, where the one within is.
	 */
	public static String render(HandshakeReport report) {
		return render(report, "<link rel=\"stylesheet\" href=\"" + STYLE_PATH + "\"/>\n<style>\n" + STYLE + "</style>");
	}

	/**
	 * For a file made here: the style is within.
	 */
	public static String renderAlone(HandshakeReport report) {
		return render(report, "<style>\n" + STYLE + "</style>");
	}

	public static String style() {
		return STYLE;
	}

	private static String render(HandshakeReport report, String style) {
		ReportPage page = new ReportPage();
		String title = "Handshake " + ((report.target() != null) ? "with " + report.target() : "inside this process");
		page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
				+ "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
		page.element("title", title + ": " + report.verdict());
		page.raw(style + "\n</head>\n<body>\n<main>");
		page.raw("<h1>" + Markup.text(title) + "</h1>");
		page.raw(
				"<p class=\"verdict " + Markup.text(report.verdict()) + "\">" + Markup.text(report.verdict()) + "</p>");
		page.summary(report);
		page.findings(report.findings());
		page.figure(SequenceDiagram.draw(report));
		page.steps("Step by step", report.steps());
		page.certificates(report.certificates());
		page.otherAddresses(report.otherAddresses());
		page.otherVersions(report.otherVersions());
		page.handshakes(report);
		page.notes(report.notes());
		page.raw("<footer>Handfast, report " + report.id() + "</footer>\n</main>\n</body>\n</html>");
		return page.html.toString();
	}

	private void summary(HandshakeReport report) {
		raw("<dl>");
		entry("Address", report.address());
		entry("Name", report.serverName());
		entry("Time", report.startedAt().toString());
		entry("Protocol", report.protocol());
		entry("Cipher suite", report.cipherSuite());
		if (report.keyExchange() != null) {
			String group = report.keyExchange().group();
			entry("Key exchange", report.keyExchange().method() + ((group != null) ? " by " + group : ""));
		}
		entry("Signature", report.signatureScheme());
		entry("Application protocol", report.alpn());
		if (report.path() != null) {
			entry("Path", report.path().trusted() ? "trusted, by " + report.path().anchor() : "not trusted");
		}
		if (report.expected() != null) {
			entry("Expected", report.expected().matched() ? "this very certificate"
					: "another certificate, " + report.expected().fingerprint());
		}
		if (Boolean.TRUE.equals(report.sessionKeys().equal())) {
			entry("Session keys", "the same at both ends");
		}
		entry("SHA-256 proven", report.proven());
		raw("</dl>");
	}

	private void findings(List<Finding> findings) {
		if (findings.isEmpty()) {
			return;
		}
		element("h2", "Findings");
		for (Finding finding : findings) {
			String severity = finding.severity().label();
			raw("<section class=\"finding " + severity + "\">");
			element("h3", severity + ": " + finding.code().slug());
			element("p", finding.cause() + ".");
			raw("<p><strong>What to change:</strong> " + Markup.text(finding.fix()) + "."
					+ ((finding.step() != null)
							? " <a href=\"#step-" + finding.step() + "\">See step " + finding.step() + "</a>." : "")
					+ "</p>");
			raw("</section>");
		}
	}

	private void figure(String svg) {
		raw("<figure>\n" + svg + "</figure>");
	}

	private void steps(String title, List<Step> steps) {
		if (steps.isEmpty()) {
			return;
		}
		element("h2", title);
		raw("<ol class=\"steps\">");
		steps.forEach((step) -> step(step, "step-" + step.number()));
		raw("</ol>");
	}

	private void step(Step step, String id) {
		raw("<li id=\"" + id + "\" class=\"" + (step.encrypted() ? "encrypted" : "clear") + "\">");
		List<String> facts = new ArrayList<>();
		if (step.kind().equals("message")) {
			facts.add(step.from().equals("client") ? "client to server" : "server to client");
		}
		facts.add(step.phase().replace('-', ' '));
		if (step.bytes() > 0) {
			facts.add(String.format(Locale.ROOT, (step.bytes() == 1) ? "%d byte" : "%,d bytes", step.bytes()));
			facts.add(step.encrypted() ? "encrypted" : "in clear");
		}
		facts.add(String.format(Locale.ROOT, "%.2f ms", step.atMicros() / 1000.0));
		raw("<h3>" + Markup.text(step.message()) + " <small>" + Markup.text(String.join(", ", facts))
				+ "</small></h3>");
		element("p", step.explanation());
		if (!step.fields().isEmpty()) {
			raw("<details><summary>Details</summary>\n<dl>");
			step.fields().forEach((name, value) -> entry(name, shown(value)));
			raw("</dl></details>");
		}
		raw("</li>");
	}

	private void certificates(List<CertificateSummary> certificates) {
		if (certificates.isEmpty()) {
			return;
		}
		element("h2", "Certificates as shown");
		for (CertificateSummary certificate : certificates) {
			raw("<details><summary>" + Markup.text(Objects.requireNonNullElse(certificate.subject(), "unreadable"))
					+ "</summary>\n<dl>");
			entry("Issuer", certificate.issuer());
			entry("Names",
					certificate.names()
						.stream()
						.map((name) -> name.type() + ":" + name.value())
						.collect(Collectors.joining(", ")));
			entry("Valid", (certificate.notBefore() != null) ? certificate.notBefore() + " to " + certificate.notAfter()
					: null);
			entry("Key", certificate.keyAlgorithm());
			entry("Signature", certificate.signatureAlgorithm());
			entry("Serial number", certificate.serialNumber());
			entry("SHA-256", certificate.fingerprint());
			raw("</dl></details>");
		}
	}

	private void otherAddresses(List<OtherAddress> others) {
		if (others.isEmpty()) {
			return;
		}
		element("h2", "Other addresses");
		raw("<ul>");
		for (OtherAddress other : others) {
			String codes = other.findings()
				.stream()
				.map((finding) -> finding.code().slug())
				.collect(Collectors.joining(", "));
			element("li", other.address() + ": " + other.verdict() + (codes.isEmpty() ? "" : " (" + codes + ")"));
		}
		raw("</ul>");
	}

	private void otherVersions(List<OtherVersion> others) {
		int number = 2;
		for (OtherVersion other : others) {
			element("h2", "The same in " + other.protocol() + ": " + other.verdict());
			figure(SequenceDiagram.draw(other, number));
			raw("<details><summary>Step by step</summary>\n<ol class=\"steps\">");
			for (Step step : other.steps()) {
				step(step, "step-" + number + "-" + step.number());
			}
			raw("</ol></details>");
			number++;
		}
	}

	private void handshakes(HandshakeReport report) {
		if (report.handshakes().isEmpty()) {
			return;
		}
		element("h2", "All handshakes of this proof");
		raw("<ul>");
		report.handshakes()
			.forEach((shake) -> element("li", shake.verdict() + ", " + shake.protocol()
					+ ((shake.serverName() != null) ? ", " + shake.serverName() : "")));
		raw("</ul>");
	}

	private void notes(List<String> notes) {
		if (!notes.isEmpty()) {
			element("h2", "Notes");
			notes.forEach((note) -> element("p", note));
		}
	}

	private void entry(String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			raw("<div><dt>" + Markup.text(name) + "</dt><dd>" + Markup.text(value) + "</dd></div>");
		}
	}

	private void element(String name, String text) {
		raw("<" + name + ">" + Markup.text(text) + "</" + name + ">");
	}

	private void raw(String markup) {
		this.html.append(markup).append('\n');
	}

	private static String shown(@Nullable Object value) {
		return switch (value) {
			case Collection<?> many -> many.stream().map(ReportPage::shown).collect(Collectors.joining(", "));
			case Map<?, ?> map -> map.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + ": " + shown(entry.getValue()))
				.collect(Collectors.joining(", "));
			case null -> "";
			default -> String.valueOf(value);
		};
	}

	private static String read() {
		try (InputStream style = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
			return new String(style.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
