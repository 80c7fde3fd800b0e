package handfast.operations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.Peers;
import handfast.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alert rules that are delivered speak of what there is, and fire when they should.
 */
class AlertsJourneyTests {

	private static final Pattern METRIC = Pattern.compile("\\bhandfast_[a-z_]+");

	private static final Path RULES = Path.of("deploy/alerts.yaml");

	private final RunningService service = RunningService.shared();

	@Test
	void askForMetricsThatThereAre() throws Exception {
		this.service.post("/api/v1/certificates", "{\"names\": [\"alerts.test\"]}");
		Set<String> there = names(this.service.get("/metrics").text());
		Set<String> asked = names(Files.readString(RULES));
		// A gauge of what there is none of has no sample.
		asked.remove("handfast_installations");
		assertThat(asked).hasSizeGreaterThan(10);
		assertThat(there).containsAll(asked);
	}

	@Test
	@Peers.EnabledIfPeer("promtool")
	void fireWhenTheyShould(@TempDir Path folder) throws Exception {
		Files.copy(RULES, folder.resolve("alerts.yaml"));
		Files.copy(Path.of("src/test/resources/alerts/test.yaml"), folder.resolve("test.yaml"));
		Process metrics = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
		metrics.getOutputStream().write(this.service.get("/metrics").bytes());
		metrics.getOutputStream().close();
		String said = new String(metrics.getInputStream().readAllBytes());
		metrics.waitFor();
		assertThat(said).doesNotContain("error");
		Peers.run(folder, "promtool", "check", "rules", "alerts.yaml");
		Peers.run(folder, "promtool", "test", "rules", "test.yaml");
	}

	private static Set<String> names(String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = METRIC.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group());
		}
		return names;
	}

}
