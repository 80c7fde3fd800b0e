package handfast.handshake;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

import handfast.access.Caller;
import handfast.access.Idempotency;
import handfast.access.IdempotencyKey;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.handshake.HandshakeReport.OtherAddress;
import handfast.handshake.SiteProbe.OwnCertificate;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.handshake.doh.DnsOverHttps;
import handfast.handshake.scan.Scanner;
import handfast.handshake.starttls.Preambles;
import handfast.key.SubjectKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.validation.Violation;
import handfast.x509.Fingerprint;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Shakes hands and tells what happened.
 */
@Service
public class Handshakes {

	private static final int MOST_AT_ONCE = 16;

	private static final Duration SHORT_DEADLINE = Duration.ofSeconds(2);

	private final Certificates certificates;

	private final SubjectKeys keys;

	private final Crypto crypto;

	private final Reports reports;

	private final Idempotency idempotency;

	private final TimeOrderedIds ids;

	private final Anchors anchors;

	private final Prover prover;

	private final Demonstrator demonstrator;

	private final SiteProbe sites;

	private final SiteProbe glances;

	private final SiteScans scans;

	private final HandshakeCounts counts;

	private final Semaphore places = new Semaphore(MOST_AT_ONCE);

	Handshakes(Certificates certificates, SubjectKeys keys, EgressGuard egress, Reports reports,
			Idempotency idempotency, ObjectProvider<OwnAnchors> ownAnchors,
			ObjectProvider<AnchorsBroughtAlong> broughtAlong, TimeOrderedIds ids, Clock clock, SecureRandom random,
			HandshakeCounts counts) {
		this.certificates = certificates;
		this.keys = keys;
		this.reports = reports;
		this.idempotency = idempotency;
		this.ids = ids;
		this.counts = counts;
		this.anchors = new Anchors(
				() -> ownAnchors.orderedStream().flatMap((source) -> source.anchors().stream()).toList(),
				(id) -> certificates.find(id)
					.filter((certificate) -> certificate.authority() == null)
					.map((foreign) -> broughtAlong.getIfAvailable(() -> (other) -> List.of()).anchorsOf(id)));
		this.crypto = new Crypto(random);
		Explanations explanations = new Explanations();
		this.prover = new Prover(this.crypto, PathRules.STRICT, explanations, clock);
		this.demonstrator = new Demonstrator(this.crypto, PathRules.STRICT, explanations, clock);
		SiteJudge judge = new SiteJudge(PathRules.STRICT, explanations, clock);
		this.sites = new SiteProbe(this.crypto, egress, judge, ids, clock, SiteProbe.DEADLINE);
		this.glances = new SiteProbe(this.crypto, egress, judge, ids, clock, SHORT_DEADLINE);
		this.scans = new SiteScans(egress, random, Scanner.DEADLINE);
	}

	/**
	 * Shakes hands inside the process, keeps the report. Warm, a few milliseconds. Never
	 * throws for a failed proof: the verdict says so.
	 */
	public HandshakeReport prove(ProofOrder order) {
		HandshakeReport report = this.prover.prove(order, this.ids.next());
		this.counts.count("proof", report);
		Instant expires = report.certificates().isEmpty() ? null : report.certificates().getFirst().notAfter();
		this.reports.keep(report, order.certificate(), null, expires);
		return report;
	}

	/**
	 * The same for a request that may come again: the report that its key led to is
	 * answered anew.
	 */
	public HandshakeReport verify(SiteOrder order, Caller caller, Optional<IdempotencyKey> key) {
		Optional<UUID> earlier = key.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return require(earlier.get(), caller);
		}
		HandshakeReport report = verify(order, caller);
		key.ifPresent((given) -> this.idempotency.claim(given, report.id()));
		return report;
	}

	/**
	 * Shakes hands with a site, keeps the report. A failed connection is a report too.
	 * @throws Problem {@code INVALID_REQUEST} for a wrong order, {@code BUSY} where too
	 * many are under way
	 */
	public HandshakeReport verify(SiteOrder order, Caller caller) {
		SiteQuestion question = question(order, this.anchors, (violations) -> named(order, caller, violations));
		takePlace();
		try {
			Grants grants = new Grants(caller.isAdministrator(), caller.networks(), true);
			List<HandshakeReport> reports = this.sites.probe(question, grants);
			reports.stream().skip(1).forEach((other) -> this.reports.keep(other, null, caller.id(), null));
			HandshakeReport report = withOthers(reports.getFirst(), reports.subList(1, reports.size()));
			markServed(order, report);
			this.counts.count("site", report);
			if (order.scan()) {
				report = this.scans.scan(report, question, grants);
			}
			this.reports.keep(report, null, caller.id(), null);
			return report;
		}
		finally {
			this.places.release();
		}
	}

	/**
	 * Looks at a site for a watch, which bounds how many it does at once. Nothing is kept
	 * but that a site was seen to answer with what is expected.
	 * @throws Problem {@code INVALID_REQUEST} for a wrong order
	 */
	public HandshakeReport look(SiteOrder order, Grants grants, Caller installation) {
		return look(this.sites, "watch", order, grants, installation);
	}

	/**
	 * The same, without patience: for addresses where most likely nobody is.
	 */
	public HandshakeReport glance(SiteOrder order, Grants grants, Caller installation) {
		return look(this.glances, "discovery", order, grants, installation);
	}

	private HandshakeReport look(SiteProbe probe, String purpose, SiteOrder order, Grants grants, Caller installation) {
		SiteQuestion question = question(order, this.anchors, (violations) -> named(order, installation, violations));
		List<HandshakeReport> reports = probe.probe(question, grants);
		HandshakeReport report = withOthers(reports.getFirst(), reports.subList(1, reports.size()));
		markServed(order, report);
		this.counts.count(purpose, report);
		return report;
	}

	/**
	 * Keeps the report of a look for good, in the place of an earlier one.
	 * @param owner who sees it
	 */
	public void keep(HandshakeReport report, UUID owner, @Nullable UUID replaced) {
		this.reports.keepForGood(report, owner);
		if (replaced != null) {
			this.reports.release(replaced);
		}
	}

	private void markServed(SiteOrder order, HandshakeReport report) {
		UUID expected = order.expected();
		HandshakeReport.Expected seen = report.expected();
		if (expected != null && seen != null && seen.matched() && !report.verdict().equals("failed")) {
			this.certificates.markServed(expected, report.startedAt());
		}
	}

	/**
	 * Shows a handshake inside the process, keeps the report; a request that comes again
	 * gets the report that its key led to.
	 * @throws Problem {@code BUSY} where too many are under way
	 */
	HandshakeReport demonstrate(Scenario scenario, Caller caller, Optional<IdempotencyKey> key) {
		Optional<UUID> earlier = key.flatMap(this.idempotency::find);
		if (earlier.isPresent()) {
			return require(earlier.get(), caller);
		}
		HandshakeReport report = demonstrate(scenario, caller, (KeyLog) null);
		key.ifPresent((given) -> this.idempotency.claim(given, report.id()));
		return report;
	}

	/**
	 * @param keyLog takes the secrets of the connection, which are not kept; null for
	 * none
	 */
	HandshakeReport demonstrate(Scenario scenario, Caller caller, @Nullable KeyLog keyLog) {
		takePlace();
		try {
			HandshakeReport report = this.demonstrator.demonstrate(this.ids.next(), scenario, keyLog);
			this.counts.count("demonstration", report);
			this.reports.keep(report, null, caller.id(), null);
			return report;
		}
		finally {
			this.places.release();
		}
	}

	/**
	 * A report that the caller may see.
	 * @throws Problem {@code NOT_FOUND} where there is none for this caller, {@code GONE}
	 * with its summary where its time is over
	 */
	public HandshakeReport require(UUID id, Caller caller) {
		Reports.Stored stored = this.reports.find(id)
			.filter((found) -> caller.sees(ownerOf(found)))
			.orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no handshake report " + id
					+ "; POST /api/v1/handshakes makes one, and its answer holds the id"));
		HandshakeReport report = stored.report();
		if (report == null) {
			throw ProblemType.GONE.because("The report is no longer kept; shake hands again for a new one")
				.with("summary", stored.summary());
		}
		return report;
	}

	private void takePlace() {
		if (!this.places.tryAcquire()) {
			throw ProblemType.BUSY.because("Too many handshakes are under way; try again in a few seconds")
				.retryAfter(java.time.Duration.ofSeconds(5));
		}
	}

	private @Nullable UUID ownerOf(Reports.Stored stored) {
		return (stored.certificate() != null)
				? this.certificates.find(stored.certificate()).map(Certificate::owner).orElse(null) : stored.owner();
	}

	/**
	 * What an order asks, understood.
	 * @param lookup finds what the order names in the inventory
	 * @throws Problem {@code INVALID_REQUEST} for a wrong order
	 */
	static SiteQuestion question(SiteOrder order, Anchors anchors, Lookup lookup) {
		List<Violation> violations = new ArrayList<>();
		Target target = Target.parse(order.target()).orElse(null);
		if (target == null) {
			violations.add(new Violation("/target", Code.MALFORMED_VALUE,
					"Write host and port as shop.test:443, 10.1.2.3:443 or [fd00::1]:443"));
		}
		String named = (order.serverName() != null) ? Target.ascii(order.serverName()) : null;
		if (named != null && !Target.isHostName(named) && !Target.isAddress(named)) {
			violations.add(new Violation("/serverName", Code.NAME_MALFORMED,
					"Write a DNS name such as shop.test, or an address"));
		}
		if (order.trust() != null && !List.of("handfast", "system", "both").contains(order.trust())) {
			violations.add(new Violation("/trust", Code.UNKNOWN_VALUE, "Write handfast, system or both"));
		}
		if (order.startTls() != null && Preambles.find(order.startTls()).isEmpty()) {
			violations.add(new Violation("/startTls", Code.UNKNOWN_VALUE,
					"Write one of " + String.join(", ", Preambles.names())));
		}
		if (order.application() != null && !order.application().equals(DnsOverHttps.NAME)) {
			violations.add(new Violation("/application", Code.UNKNOWN_VALUE,
					"Write " + DnsOverHttps.NAME + ", the one application that is asked, or leave it out"));
		}
		Named found = lookup.find(violations);
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(violations.getFirst().message()).with("violations", violations);
		}
		Target valid = Objects.requireNonNull(target);
		String name = (named != null) ? named : valid.host();
		// RFC 6066 §3: an address is never sent as server_name, nor a dot at the end.
		String sni = Target.isAddress(name) ? null : name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		Certificate expected = found.expected();
		return new SiteQuestion(valid, (sni != null) ? sni : name, sni,
				(expected != null) ? expected.requireDer() : null, anchors.of(order), order.startTls(), found.own(),
				revoked(expected), order.application() != null);
	}

	private Named named(SiteOrder order, Caller caller, List<Violation> violations) {
		UUID id = order.expected();
		return new Named((id != null) ? certificate(id, "/expect/certificate", caller, violations) : null,
				own(order, caller, violations));
	}

	private static @Nullable String revoked(@Nullable Certificate expected) {
		Certificate.Revocation revocation = (expected != null) ? expected.revocation() : null;
		return (revocation == null) ? null
				: "at " + revocation.at() + ((revocation.reason() != null) ? " (" + revocation.reason() + ")" : "");
	}

	private @Nullable OwnCertificate own(SiteOrder order, Caller caller, List<Violation> violations) {
		UUID id = order.clientCertificate();
		Certificate certificate = (id != null) ? certificate(id, "/clientCertificate", caller, violations) : null;
		if (certificate == null) {
			return null;
		}
		UUID key = certificate.subjectKey();
		if (!certificate.keyHeld() || key == null) {
			violations.add(
					new Violation("/clientCertificate", Code.UNKNOWN_VALUE, "Handfast does not hold the private key of "
							+ certificate.id() + "; name a certificate whose keyHeld is true"));
			return null;
		}
		List<byte[]> chain = new ArrayList<>(List.of(certificate.requireDer()));
		chain.addAll(certificate.chain());
		return new OwnCertificate(certificate.id(), Fingerprint.of(certificate.requireDer()).hex(),
				this.crypto.credentials(this.keys.open(this.keys.require(key)), chain));
	}

	private @Nullable Certificate certificate(UUID id, String field, Caller caller, List<Violation> violations) {
		try {
			Certificate found = this.certificates.require(id, caller);
			if (found.der() != null) {
				return found;
			}
		}
		catch (Problem ex) {
			if (ex.type() != ProblemType.NOT_FOUND) {
				throw ex;
			}
		}
		violations.add(new Violation(field, Code.UNKNOWN_VALUE,
				"There is no certificate " + id + "; GET /api/v1/certificates lists them"));
		return null;
	}

	// A name's further address may be closed (localhost has two); one that answers
	// wrongly is worth a warning.
	static HandshakeReport withOthers(HandshakeReport first, List<HandshakeReport> others) {
		if (others.isEmpty()) {
			return first;
		}
		List<Finding> findings = new ArrayList<>(first.findings());
		List<OtherAddress> told = new ArrayList<>();
		for (HandshakeReport other : others) {
			told.add(new OtherAddress(String.valueOf(other.address()), other.verdict(),
					"/api/v1/handshakes/" + other.id(), other.findings()));
			if (!other.steps().isEmpty() && other.verdict().equals(HandshakeReport.FAILED)) {
				Finding worst = other.findings().getFirst();
				findings.add(new Finding(worst.code(), Severity.WARNING,
						"The other address " + other.address() + ": " + worst.cause(), worst.fix(), null));
			}
		}
		List<Finding> sorted = Verdicts.sorted(findings);
		return first.withOtherAddresses(Verdicts.of(sorted), told, sorted);
	}

	/**
	 * Finds what an order names in the inventory, or says why not.
	 */
	@FunctionalInterface
	interface Lookup {

		Named find(List<Violation> violations);

	}

	/**
	 * What an order names in the inventory.
	 *
	 * @param expected the certificate that must answer; null for any
	 * @param own to be shown where the server asks; null for none
	 */
	record Named(@Nullable Certificate expected, @Nullable OwnCertificate own) {
	}

	/**
	 * DER of the roots that {@code trust: handfast} means. Implemented by a module above.
	 */
	@FunctionalInterface
	public interface OwnAnchors {

		List<byte[]> anchors();

	}

}
