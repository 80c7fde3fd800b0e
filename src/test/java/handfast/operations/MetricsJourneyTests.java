package handfast.operations;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import handfast.RunningService;
import handfast.RunningService.Answer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Prometheus reads.
 */
class MetricsJourneyTests {

	private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*})?) ([-+0-9.eENaInf]+)$");

	private final RunningService service = RunningService.shared();

	@Test
	void tellsOfEverythingThatAnAlertAsksFor() {
		this.service.get("/metrics");
		Map<String, Double> before = read();
		assertThat(this.service.post("/api/v1/certificates", "{\"names\": [\"metrics.test\"]}").status())
			.isEqualTo(201);
		assertThat(this.service.post("/api/v1/certificates", "{\"names\": [\"not permitted\"]}").status())
			.isEqualTo(422);
		this.service.post("/api/v1/handshakes", "{\"target\": \"localhost:" + this.service.httpsPort() + "\"}");
		Map<String, Double> after = read();
		String issued = "handfast_certificates_issued_total{kind=\"end-entity\"}";
		assertThat(after.get(issued)).isGreaterThanOrEqualTo(before.get(issued) + 1);
		assertThat(after
			.get("handfast_http_requests_seconds_count{method=\"POST\",path=\"/api/v1/certificates\",status=\"422\"}"))
			.isPositive();
		assertThat(after.get("handfast_handshakes_total{purpose=\"site\",verdict=\"passed\"}")).isPositive();
		assertThat(after.get("handfast_handshakes_total{purpose=\"proof\",verdict=\"passed\"}")).isPositive();
		assertThat(after.get("handfast_certificates_active")).isPositive();
		assertThat(after.get("handfast_certificates_expiring{within=\"90d\"}"))
			.isGreaterThanOrEqualTo(after.get("handfast_certificates_expiring{within=\"30d\"}"))
			.isLessThanOrEqualTo(after.get("handfast_certificates_active"));
		assertThat(after.get("handfast_up{check=\"database\"}")).isEqualTo(1);
		assertThat(after.get("handfast_up{check=\"signing\"}")).isEqualTo(1);
		assertThat(after).containsKeys("handfast_queue{name=\"renewals\"}", "handfast_queue{name=\"mail\"}",
				"handfast_queue{name=\"webhooks\"}", "handfast_ocsp_answers", "handfast_ocsp_overdue_seconds",
				"handfast_renewals_failing", "handfast_notices_failures", "handfast_certificates_orphaned_total",
				"handfast_proofs_failed_total", "handfast_counted_timestamp_seconds");
		double now = System.currentTimeMillis() / 1000.0;
		assertThat(after.entrySet())
			.filteredOn((entry) -> entry.getKey().startsWith("handfast_crl_next_update_timestamp_seconds"))
			.hasSizeGreaterThanOrEqualTo(4)
			.allMatch((entry) -> entry.getValue() > now && entry.getKey().contains("shard="));
		assertThat(after.entrySet())
			.filteredOn((entry) -> entry.getKey().startsWith("handfast_authority_not_after_timestamp_seconds"))
			.hasSizeGreaterThanOrEqualTo(2)
			.allMatch((entry) -> entry.getValue() > now);
	}

	@Test
	void keepsNoPathThatIsNoMapping() {
		this.service.get("/api/v1/nowhere-" + System.nanoTime());
		this.service.plain("/pki/nowhere-" + System.nanoTime());
		assertThat(this.service.get("/metrics").text()).doesNotContain("nowhere");
	}

	@Test
	void isForReadersAtTheDoorWithTls() {
		String reader = this.service.post("/api/v1/tokens", "{\"name\": \"prometheus\", \"role\": \"reader\"}")
			.json()
			.get("token")
			.asString();
		Answer answer = this.service.get("/metrics", "Authorization", "Bearer " + reader);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
		assertThat(this.service.get("/metrics", "Authorization", "").status()).isEqualTo(401);
		assertThat(this.service.plain("/metrics").status()).isEqualTo(404);
	}

	// Each line is a comment or a sample, else Prometheus takes none of it.
	private Map<String, Double> read() {
		Map<String, Double> samples = new TreeMap<>();
		for (String line : this.service.get("/metrics").text().split("\n")) {
			if (!line.startsWith("#")) {
				Matcher sample = SAMPLE.matcher(line);
				assertThat(sample.matches()).as(line).isTrue();
				samples.put(sample.group(1), Double.parseDouble(sample.group(2).replace("Inf", "Infinity")));
			}
		}
		return samples;
	}

}
