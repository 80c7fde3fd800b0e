package handfast.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import handfast.audit.AuditVerification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The audit of a home, read as anyone may read it.
 */
final class AuditFiles {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final Path folder;

	private int read;

	AuditFiles(Path home) {
		this.folder = home.resolve("audit");
	}

	/**
	 * Serials of the intents to sign since the last call, in hex.
	 */
	List<String> newIntents() throws IOException {
		List<String> serials = new ArrayList<>();
		List<String> lines = lines();
		for (String line : lines.subList(this.read, lines.size())) {
			JsonNode json = JSON.readTree(line);
			if (json.path("action").asString("").equals("certificate.issue")
					&& json.path("outcome").asString("").equals("intent")) {
				serials.add(json.path("serial").asString());
			}
		}
		this.read = lines.size();
		return serials;
	}

	void requireWhole() throws IOException {
		AuditVerification.Report report = AuditVerification.verify(this.folder);
		assertThat(report.broken()).isEmpty();
		assertThat(report.lines()).isPositive();
	}

	private List<String> lines() throws IOException {
		List<String> lines = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.filter((each) -> each.toString().endsWith(".jsonl")).sorted().toList()) {
				String text = Files.readString(file);
				// What follows the last line feed is half a line.
				lines.addAll(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
			}
		}
		return lines;
	}

}
