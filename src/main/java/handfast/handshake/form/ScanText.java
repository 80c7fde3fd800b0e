package handfast.handshake.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import handfast.handshake.scan.Scan;
import handfast.handshake.scan.Scan.Client;
import handfast.handshake.scan.Scan.Features;
import handfast.handshake.scan.Scan.ShownCertificate;
import handfast.handshake.scan.Scan.Suite;
import handfast.handshake.scan.Scan.Version;
import org.jspecify.annotations.Nullable;

/**
 * The scan of a site for a terminal, in lines of at most 80 columns.
 */
public final class ScanText {

	private static final int WIDTH = 80;

	private final List<String> lines = new ArrayList<>();

	private ScanText() {
	}

	public static List<String> lines(Scan scan) {
		ScanText text = new ScanText();
		text.head(scan);
		scan.versions().stream().filter(Version::offered).forEach(text::version);
		text.field("not offered",
				scan.versions()
					.stream()
					.filter((version) -> !version.offered())
					.map(Version::protocol)
					.collect(Collectors.joining(", ")));
		scan.certificates().forEach(text::certificate);
		text.field("ALPN", (scan.alpn() != null) ? String.join(", ", scan.alpn()) : "");
		text.features(scan.features());
		text.clients(scan.clients());
		return text.lines;
	}

	private void head(Scan scan) {
		line("");
		line("Scan: " + scan.level() + ", by Mozilla's guidelines (" + scan.connections() + " connections, "
				+ scan.millis() + " ms)");
		if (!scan.complete()) {
			wrap("  ", "Not every question was answered: the server may take more than is shown.");
		}
		scan.reasons().forEach((reason) -> wrap("  - ", reason));
	}

	private void version(Version version) {
		line("");
		String order = version.cipherSuiteOrder();
		line("  " + version.protocol() + ((order != null) ? ", the " + order + "'s order decides" : ""));
		version.cipherSuites().forEach(this::suite);
		field("  groups", String.join(", ", version.groups()));
		if (!version.groupsComplete()) {
			wrap("             ", "Further groups may hide behind the certificate's curve.");
		}
		field("  DHE prime", (version.dhBits() != null) ? version.dhBits() + " bits" : "");
		field("  signs by", String.join(", ", version.signatureSchemes()));
	}

	private void suite(Suite suite) {
		line(String.format("    %s %-46s %s", suite.recommended() ? "+" : " ", suite.name(),
				String.join(", ", suite.weaknesses())));
	}

	private void certificate(ShownCertificate certificate) {
		field("certificate",
				((certificate.subject() != null) ? certificate.subject() : certificate.fingerprint())
						+ ((certificate.keyAlgorithm() != null) ? ", " + certificate.keyAlgorithm() : "")
						+ ((certificate.notAfter() != null) ? ", until " + certificate.notAfter() : "")
						+ (certificate.stapled() ? ", stapled" : "") + " (asked: "
						+ String.join("; ", certificate.shownFor()) + ")");
	}

	private void features(Features features) {
		Map<String, @Nullable Boolean> seen = new LinkedHashMap<>();
		seen.put("session ids", features.sessionIds());
		seen.put("session tickets", features.sessionTickets());
		seen.put("OCSP stapling", features.stapling());
		seen.put("secure renegotiation", features.secureRenegotiation());
		seen.put("extended master secret", features.extendedMasterSecret());
		seen.put("compression", features.compression());
		seen.put("fallback refused", features.fallbackScsv());
		field("before 1.3",
				seen.entrySet()
					.stream()
					.filter((entry) -> entry.getValue() != null)
					.map((entry) -> entry.getKey() + (Boolean.TRUE.equals(entry.getValue()) ? " yes" : " no"))
					.collect(Collectors.joining(", ")));
	}

	private void clients(List<Client> clients) {
		line("");
		for (Client client : clients) {
			line(String.format("  %-24s %s", client.name(),
					client.connects() ? client.protocol() + " " + client.cipherSuite() : "is shut out"));
		}
	}

	private void field(String name, String value) {
		if (!value.isEmpty()) {
			wrap(String.format("  %-12s ", name), value);
		}
	}

	private void wrap(String first, String words) {
		StringBuilder line = new StringBuilder(first);
		for (String word : words.split(" ")) {
			if (line.length() > first.length() && line.length() + 1 + word.length() > WIDTH) {
				line(line.toString());
				line = new StringBuilder(" ".repeat(first.length()));
			}
			line.append((line.length() > first.length()) ? " " : "").append(word);
		}
		line(line.toString());
	}

	private void line(String line) {
		String trimmed = line.stripTrailing();
		this.lines.add((trimmed.length() <= WIDTH) ? trimmed : trimmed.substring(0, WIDTH - 1) + "…");
	}

}
