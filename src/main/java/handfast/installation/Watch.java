package handfast.installation;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import handfast.access.Caller;
import handfast.audit.AuditLine;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.handshake.HandshakeReport;
import handfast.handshake.Handshakes;
import handfast.handshake.SiteOrder;
import handfast.installation.Place.Seen;
import handfast.installation.Place.Status;
import handfast.storage.Installation;
import handfast.validation.Finding;
import handfast.x509.CertificateSummary;
import handfast.x509.Fingerprint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Shakes hands with each installation's address, spread over the time between two looks,
 * once over all nodes, a few at once.
 */
@Component
@EnableConfigurationProperties(WatchProperties.class)
class Watch {

	private static final Logger log = LoggerFactory.getLogger(Watch.class);

	private static final int MOST_AT_ONCE = 16;

	private static final int MOST_READ = 200;

	// Each look is moved by up to a tenth of the time between two.
	private static final double SPREAD = 0.1;

	private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

	private static final int LONGEST_DETAIL = 1000;

	private final PlaceRows rows;

	private final Places places;

	private final Handshakes handshakes;

	private final Certificates certificates;

	private final Installation installation;

	private final ApplicationEventPublisher events;

	private final Duration every;

	private final SecureRandom random;

	private final Clock clock;

	Watch(PlaceRows rows, Places places, Handshakes handshakes, Certificates certificates, Installation installation,
			ApplicationEventPublisher events, WatchProperties properties, SecureRandom random, Clock clock) {
		this.rows = rows;
		this.places = places;
		this.handshakes = handshakes;
		this.certificates = certificates;
		this.installation = installation;
		this.events = events;
		this.every = properties.lookEvery();
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Looks at all whose time has come.
	 */
	@Scheduled(initialDelay = 2_000, fixedDelay = 2_000)
	void sweep() {
		List<Place> due = this.rows.due(this.clock.instant(), MOST_READ);
		while (!due.isEmpty()) {
			Semaphore room = new Semaphore(MOST_AT_ONCE);
			try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
				for (Place place : due) {
					if (this.rows.claim(place, next())) {
						room.acquireUninterruptibly();
						threads.execute(() -> lookThenRelease(place, room));
					}
				}
			}
			due = (due.size() < MOST_READ) ? List.of() : this.rows.due(this.clock.instant(), MOST_READ);
		}
	}

	private void lookThenRelease(Place place, Semaphore room) {
		try {
			look(place);
		}
		catch (RuntimeException ex) {
			// It is looked at again next time.
			log.warn("Installation {} could not be looked at: {}", place.id(), ex.toString());
		}
		finally {
			room.release();
		}
	}

	private Instant next() {
		double factor = 1 + SPREAD * (2 * this.random.nextDouble() - 1);
		return this.clock.instant().plusMillis((long) (this.every.toMillis() * factor));
	}

	void look(Place place) {
		String address = place.address();
		if (address == null) {
			return;
		}
		Certificate wanted = this.places.wanted(place);
		HandshakeReport report = shake(place, address, wanted);
		if (place.seen().status() == Status.PROVEN && seen(report, wanted).status() != Status.PROVEN) {
			// A busy moment is no news: what is wrong is so a second time.
			LockSupport.parkNanos(SECOND_LOOK.toNanos());
			report = shake(place, address, wanted);
		}
		keep(place, report, seen(report, wanted));
	}

	private void keep(Place place, HandshakeReport report, Seen seen) {
		Instant at = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		boolean changed = !seen.isLike(place.seen());
		if (!changed) {
			this.rows.see(place.id(), withReport(seen, place.seen()), at, false);
			return;
		}
		// The report is kept where something changed: the last of an installation for
		// good.
		this.handshakes.keep(report, place.owner(), place.seen().report());
		this.places
			.record(AuditLine.of("handfast", "installation." + seen.status().label(), place.id().toString(), "done")
				.withDetail(text(place.seen(), seen)), () -> this.rows.see(place.id(), seen, at, true));
		this.events.publishEvent(new PlaceChanged(place.id(), seen.status().label()));
	}

	private HandshakeReport shake(Place place, String address, Certificate wanted) {
		return this.handshakes.look(
				new SiteOrder(address, place.serverName().isEmpty() ? null : place.serverName(), wanted.id(), "both",
						List.of(), place.startTls(), null, false),
				place.grants(), Caller.installation(this.installation.id()));
	}

	private Seen seen(HandshakeReport report, Certificate wanted) {
		CertificateSummary leaf = report.certificates().isEmpty() ? null : report.certificates().getFirst();
		String code = report.findings().isEmpty() ? null : report.findings().getFirst().code().slug();
		if (leaf == null) {
			boolean reached = !report.steps().isEmpty();
			return new Seen(reached ? Status.FAILED : Status.UNREACHABLE, null, null, code, cut(diagnosis(report)),
					report.id());
		}
		Optional<Certificate> ours = ours(leaf.fingerprint());
		if (!leaf.fingerprint().equals(Fingerprint.of(wanted.requireDer()).hex())) {
			return new Seen(Status.DRIFTED, leaf.fingerprint(), ours.map(Certificate::id).orElse(null), code,
					cut(drift(leaf, ours.orElse(null), wanted)), report.id());
		}
		boolean failed = report.verdict().equals(HandshakeReport.FAILED);
		return new Seen(failed ? Status.FAILED : Status.PROVEN, leaf.fingerprint(), wanted.id(), failed ? code : null,
				failed ? cut(diagnosis(report)) : null, report.id());
	}

	private Optional<Certificate> ours(String fingerprint) {
		try {
			return this.certificates.find(new Fingerprint(fingerprint));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static String drift(CertificateSummary leaf, @Nullable Certificate ours, Certificate wanted) {
		if (ours == null) {
			return "A certificate that is not from here answers: " + leaf.subject() + ", issued by " + leaf.issuer()
					+ ", until " + leaf.notAfter() + ". Find out who put it there, and run the kit again.";
		}
		String which = "serial number " + ours.serial() + ", until " + ours.notAfter();
		if (!ours.lineage().equals(wanted.lineage())) {
			return "Another certificate from here answers: " + which + ". Run the kit of this installation again.";
		}
		return ours.notBefore().isAfter(wanted.notBefore())
				? "A newer certificate of the same line answers: " + which
						+ ". Another installation may have renewed it."
				: "An older certificate of the same line answers: " + which
						+ ". It was renewed, but its successor was not installed, or the server did not read it again.";
	}

	private static @Nullable String diagnosis(HandshakeReport report) {
		if (report.findings().isEmpty()) {
			return null;
		}
		Finding first = report.findings().getFirst();
		return first.cause() + " " + first.fix();
	}

	private static Seen withReport(Seen seen, Seen before) {
		return new Seen(seen.status(), seen.served(), seen.servedCertificate(), seen.finding(), seen.detail(),
				before.report());
	}

	private static String text(Seen before, Seen now) {
		return before.status().label() + " -> " + now.status().label()
				+ ((now.finding() != null) ? " (" + now.finding() + ")" : "");
	}

	private static @Nullable String cut(@Nullable String text) {
		return (text != null && text.length() > LONGEST_DETAIL) ? text.substring(0, LONGEST_DETAIL) : text;
	}

}
