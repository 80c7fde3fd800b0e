package handfast.handshake;

import java.security.SecureRandom;
import java.time.Clock;
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
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Severity;
import handfast.validation.Violation;
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

	private final Certificates certificates;

	private final Reports reports;

	private final Idempotency idempotency;

	private final TimeOrderedIds ids;

	private final Anchors anchors;

	private final Prover prover;

	private final SiteProbe sites;

	private final Semaphore places = new Semaphore(MOST_AT_ONCE);

	Handshakes(Certificates certificates, EgressGuard egress, Reports reports, Idempotency idempotency,
			ObjectProvider<OwnAnchors> ownAnchors, ObjectProvider<AnchorsBroughtAlong> broughtAlong, TimeOrderedIds ids,
			Clock clock, SecureRandom random) {
		this.certificates = certificates;
		this.reports = reports;
		this.idempotency = idempotency;
		this.ids = ids;
		this.anchors = new Anchors(
				() -> ownAnchors.orderedStream().flatMap((source) -> source.anchors().stream()).toList(),
				(id) -> certificates.find(id)
					.filter((certificate) -> certificate.authority() == null)
					.map((foreign) -> broughtAlong.getIfAvailable(() -> (other) -> List.of()).anchorsOf(id)));
		Crypto crypto = new Crypto(random);
		Explanations explanations = new Explanations();
		this.prover = new Prover(crypto, PathRules.STRICT, explanations, clock);
		this.sites = new SiteProbe(crypto, egress, new SiteJudge(PathRules.STRICT, explanations, clock), ids, clock,
				SiteProbe.DEADLINE);
	}

	/**
	 * Shakes hands inside the process, keeps the report. Warm, a few milliseconds. Never
	 * throws for a failed proof: the verdict says so.
	 */
	public HandshakeReport prove(ProofOrder order) {
		HandshakeReport report = this.prover.prove(order, this.ids.next());
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
		SiteQuestion question = question(order, caller);
		if (!this.places.tryAcquire()) {
			throw ProblemType.BUSY.because("Too many handshakes are under way; try again in a few seconds")
				.retryAfter(java.time.Duration.ofSeconds(5));
		}
		try {
			Grants grants = new Grants(caller.isAdministrator(), caller.networks(), true);
			List<HandshakeReport> reports = this.sites.probe(question, grants);
			reports.stream().skip(1).forEach((other) -> this.reports.keep(other, null, caller.id(), null));
			HandshakeReport report = withOthers(reports.getFirst(), reports.subList(1, reports.size()));
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

	private @Nullable UUID ownerOf(Reports.Stored stored) {
		return (stored.certificate() != null)
				? this.certificates.find(stored.certificate()).map(Certificate::owner).orElse(null) : stored.owner();
	}

	private SiteQuestion question(SiteOrder order, Caller caller) {
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
		byte[] expected = expected(order, caller, violations);
		if (!violations.isEmpty()) {
			throw ProblemType.INVALID_REQUEST.because(violations.getFirst().message()).with("violations", violations);
		}
		Target valid = Objects.requireNonNull(target);
		String name = (named != null) ? named : valid.host();
		// RFC 6066 §3: an address is never sent as server_name, nor a dot at the end.
		String sni = Target.isAddress(name) ? null : name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		return new SiteQuestion(valid, (sni != null) ? sni : name, sni, expected, this.anchors.of(order));
	}

	private byte @Nullable [] expected(SiteOrder order, Caller caller, List<Violation> violations) {
		UUID id = order.expected();
		if (id == null) {
			return null;
		}
		try {
			byte[] der = this.certificates.require(id, caller).der();
			if (der != null) {
				return der;
			}
		}
		catch (Problem ex) {
			if (ex.type() != ProblemType.NOT_FOUND) {
				throw ex;
			}
		}
		violations.add(new Violation("/expect/certificate", Code.UNKNOWN_VALUE,
				"There is no certificate " + id + "; GET /api/v1/certificates lists them"));
		return null;
	}

	// A name's further address may be closed (localhost has two); one that answers
	// wrongly
	// is worth a warning.
	private static HandshakeReport withOthers(HandshakeReport first, List<HandshakeReport> others) {
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
	 * DER of the roots that {@code trust: handfast} means. Implemented by a module above.
	 */
	@FunctionalInterface
	public interface OwnAnchors {

		List<byte[]> anchors();

	}

}
