package handfast.operations;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import handfast.access.RequiresRole;
import handfast.access.Role;
import handfast.authority.Authority;
import handfast.authority.CertificateIssued;
import handfast.authority.CertificateOrphaned;
import handfast.certificate.Certificate;
import handfast.delivery.ProofFailed;
import handfast.handshake.HandshakeCounts;
import handfast.operations.Measurements.Counted;
import handfast.revocation.CrlTimes.CrlTime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.PreDestroy;

import org.springframework.context.event.EventListener;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Metrics as Prometheus reads them.
 */
@RestController
@Tag(name = "Metrics")
class MetricsController {

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

	private final PrometheusMeterRegistry registry;

	private final Measurements measurements;

	private final HandshakeCounts handshakes;

	private final HealthController health;

	private final JvmGcMetrics collections = new JvmGcMetrics();

	private final Map<HandshakeCounts.Kind, FunctionCounter> known = new ConcurrentHashMap<>();

	private final MultiGauge expiring;

	private final MultiGauge queues;

	private final MultiGauge installations;

	private final MultiGauge crlMade;

	private final MultiGauge crlDue;

	private final MultiGauge crlEntries;

	private final MultiGauge authorities;

	private final MultiGauge checks;

	MetricsController(PrometheusMeterRegistry registry, Measurements measurements, HandshakeCounts handshakes,
			HealthController health) {
		this.registry = registry;
		this.measurements = measurements;
		this.handshakes = handshakes;
		this.health = health;
		this.expiring = gauges("handfast.certificates.expiring",
				"Active certificates without a successor that end within so many days");
		this.queues = gauges("handfast.queue", "What waits to be done");
		this.installations = gauges("handfast.installations", "Installations by what they serve");
		this.crlMade = gauges("handfast.crl.this.update.timestamp.seconds", "When the CRL was made");
		this.crlDue = gauges("handfast.crl.next.update.timestamp.seconds", "By when clients want the next CRL");
		this.crlEntries = gauges("handfast.crl.entries", "Certificates that the CRL lists");
		this.authorities = gauges("handfast.authority.not.after.timestamp.seconds", "When the CA ends");
		this.checks = gauges("handfast.up", "1 where the check of /health passes");
		new JvmMemoryMetrics().bindTo(registry);
		new JvmThreadMetrics().bindTo(registry);
		new ProcessorMetrics().bindTo(registry);
		new UptimeMetrics().bindTo(registry);
		this.collections.bindTo(registry);
		register("handfast.certificates.active", "Certificates that are good and have no successor", Counted::active);
		register("handfast.renewals.failing", "Renewals by itself that have failed and not been made since",
				Counted::failingRenewals);
		register("handfast.notices.failures", "Failures in a row of the mail or webhook that fails longest",
				Counted::noticeFailures);
		register("handfast.ocsp.answers", "OCSP answers that are made, on this node", Counted::ocspAnswers);
		register("handfast.ocsp.overdue.seconds", "How long the OCSP answer that waits longest has been due",
				(counted) -> counted.ocspOverdue().toSeconds());
		register("handfast.counted.timestamp.seconds", "When the rows were last counted",
				(counted) -> counted.at().getEpochSecond());
		// Nothing is known before the first; a rate is, from nothing on.
		for (Certificate.Kind kind : Certificate.Kind.values()) {
			registry.counter("handfast.certificates.issued", "kind", kind.label());
		}
		registry.counter("handfast.certificates.orphaned");
		registry.counter("handfast.proofs.failed");
	}

	@Operation(summary = "Metrics of this node and of the installation, for Prometheus")
	@GetMapping(path = "/metrics", produces = MediaType.TEXT_PLAIN_VALUE)
	@RequiresRole({ Role.ADMINISTRATOR, Role.READER })
	ResponseEntity<String> metrics() {
		Counted counted = this.measurements.recent();
		if (counted != null) {
			show(counted);
		}
		this.checks.register(this.health.checks()
			.entrySet()
			.stream()
			.map((check) -> Row.of(Tags.of("check", check.getKey()), check.getValue().equals("up") ? 1 : 0))
			.toList(), true);
		this.handshakes.all().keySet().forEach((kind) -> this.known.computeIfAbsent(kind, this::counter));
		return ResponseEntity.ok().contentType(TEXT).cacheControl(CacheControl.noStore()).body(this.registry.scrape());
	}

	@EventListener
	void issued(CertificateIssued issued) {
		this.registry.counter("handfast.certificates.issued", "kind", issued.kind().label()).increment();
	}

	@EventListener
	void orphaned(CertificateOrphaned orphaned) {
		this.registry.counter("handfast.certificates.orphaned").increment();
	}

	@EventListener
	void failed(ProofFailed failed) {
		this.registry.counter("handfast.proofs.failed").increment();
	}

	@PreDestroy
	void close() {
		this.collections.close();
	}

	private void show(Counted counted) {
		show(this.expiring, "within", counted.expiringWithin());
		show(this.queues, "name", counted.queues());
		show(this.installations, "status", counted.installations());
		this.crlMade.register(
				crls(counted).map((crl) -> Row.of(tags(crl, counted), crl.thisUpdate().getEpochSecond())).toList(),
				true);
		this.crlDue.register(
				crls(counted).map((crl) -> Row.of(tags(crl, counted), crl.nextUpdate().getEpochSecond())).toList(),
				true);
		this.crlEntries.register(crls(counted).map((crl) -> Row.of(tags(crl, counted), crl.entries())).toList(), true);
		this.authorities.register(counted.authorities()
			.stream()
			.map((authority) -> Row.of(Tags.of("ca", authority.id().toString(), "name", authority.name(), "state",
					authority.state().name().toLowerCase(Locale.ROOT)), authority.notAfter().getEpochSecond()))
			.toList(), true);
	}

	// Of a CA that is gone, no CRL is made.
	private static Stream<CrlTime> crls(Counted counted) {
		return counted.crls()
			.stream()
			.filter((crl) -> counted.authorities()
				.stream()
				.anyMatch((authority) -> authority.key().equals(crl.caKey())));
	}

	private static Tags tags(CrlTime crl, Counted counted) {
		String name = counted.authorities()
			.stream()
			.filter((authority) -> authority.key().equals(crl.caKey()))
			.map(Authority::name)
			.findFirst()
			.orElse("");
		return Tags.of("name", name, "shard", String.valueOf(crl.shard()));
	}

	private static void show(MultiGauge gauges, String tag, Map<String, Long> values) {
		gauges.register(values.entrySet()
			.stream()
			.map((entry) -> Row.of(Tags.of(tag, entry.getKey()), entry.getValue()))
			.toList(), true);
	}

	private FunctionCounter counter(HandshakeCounts.Kind kind) {
		return FunctionCounter
			.builder("handfast.handshakes", this.handshakes,
					(counts) -> counts.all().getOrDefault(kind, 0L).doubleValue())
			.description("Handshakes by what they were for and how they ended")
			.tags("purpose", kind.purpose(), "verdict", kind.verdict())
			.register(this.registry);
	}

	private void register(String name, String description, ToLongFunction<Counted> value) {
		Gauge.builder(name, this.measurements, (all) -> {
			Counted counted = all.recent();
			return (counted != null) ? value.applyAsLong(counted) : Double.NaN;
		}).description(description).register(this.registry);
	}

	private MultiGauge gauges(String name, String description) {
		return MultiGauge.builder(name).description(description).register(this.registry);
	}

}
