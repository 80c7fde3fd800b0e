package handfast.bundle;

import java.util.ArrayList;
import java.util.List;

import handfast.bundle.Inspection.Path;
import handfast.validation.Finding;
import handfast.x509.CertificateSummary;
import handfast.x509.Printable;
import org.jspecify.annotations.Nullable;

/**
 * An inspection for a terminal, in lines of at most 80 columns.
 */
public final class InspectionText {

	private static final int WIDTH = 80;

	private static final int MOST_CERTIFICATES = 12;

	private InspectionText() {
	}

	/**
	 * The verdict first, then why, then what is in the file.
	 * @param name of the file
	 */
	public static List<String> lines(String name, Inspection inspection) {
		List<String> lines = new ArrayList<>(wrap("", "  ", Printable.of(name) + ": " + inspection.verdict().label()));
		for (Finding finding : inspection.findings()) {
			lines.addAll(wrap("  " + finding.severity().label() + " ", "    ",
					finding.code().slug() + ": " + sentence(finding.cause()) + " " + sentence(finding.fix())));
		}
		Path path = inspection.path();
		if (path != null) {
			lines.addAll(wrap("  path ", "    ", path.trusted() ? "trusted, by " + path.anchor()
					: "not trusted" + ((path.anchor() != null) ? ", though it ends in " + path.anchor() : "")));
		}
		int number = 1;
		for (CertificateSummary one : inspection.certificates().stream().limit(MOST_CERTIFICATES).toList()) {
			lines.addAll(wrap("  " + number++ + " ", "    ", shown(one)));
		}
		int more = inspection.certificates().size() - MOST_CERTIFICATES;
		if (more > 0) {
			lines.add("  and " + more + " more");
		}
		return lines;
	}

	private static String shown(CertificateSummary certificate) {
		if (certificate.notBefore() == null) {
			return "a certificate that can't be read, SHA-256 " + certificate.fingerprint();
		}
		return orNobody(certificate.subject()) + ", issued by " + orNobody(certificate.issuer()) + ", "
				+ certificate.keyAlgorithm() + ", " + certificate.notBefore() + " to " + certificate.notAfter();
	}

	private static String orNobody(@Nullable String name) {
		return (name == null || name.isEmpty()) ? "(no name)" : name;
	}

	private static String sentence(String text) {
		return text.endsWith(".") ? text : text + ".";
	}

	private static List<String> wrap(String first, String next, String words) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder(first);
		int start = first.length();
		for (String word : words.split(" ")) {
			if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
				lines.add(line.toString());
				line = new StringBuilder(next);
				start = next.length();
			}
			line.append((line.length() > start) ? " " : "").append(word);
			// A word of a stranger may be longer than any line.
			while (line.length() > WIDTH) {
				lines.add(line.substring(0, WIDTH));
				line = new StringBuilder(next + line.substring(WIDTH));
			}
		}
		lines.add(line.toString());
		return lines;
	}

}
