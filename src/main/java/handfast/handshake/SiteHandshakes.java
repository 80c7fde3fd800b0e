package handfast.handshake;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.OwnPorts;
import handfast.handshake.HandshakeReport.OtherAddress;
import handfast.handshake.Handshakes.Named;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.handshake.scan.Scanner;
import handfast.problem.Problem;
import handfast.x509.CorrettoProvider;
import handfast.x509.SystemAnchors;
import handfast.x509.TimeOrderedIds;

/**
 * Handshakes with sites where no service runs: the same engine and the same judge, and
 * nothing is kept.
 */
public final class SiteHandshakes {

	// The person at the keyboard may reach what this machine reaches.
	private static final Grants GRANTS = new Grants(true, List.of(), true);

	private final Anchors anchors = new Anchors(List::of, (certificate) -> Optional.empty());

	private final SiteProbe sites;

	private final SiteScans scans;

	private SiteHandshakes(Clock clock, SecureRandom random) {
		// A command starts for one handshake: what that needs last is loaded beside what
		// it needs first.
		Thread.ofPlatform().daemon().name("read-ahead").start(() -> {
			SystemAnchors.all();
			CorrettoProvider.find();
		});
		Crypto crypto = new Crypto(random);
		EgressGuard egress = new EgressGuard(new OwnPorts());
		this.sites = new SiteProbe(crypto, egress, new SiteJudge(PathRules.STRICT, new Explanations(), clock),
				new TimeOrderedIds(clock, random), clock, SiteProbe.DEADLINE);
		this.scans = new SiteScans(egress, random, Scanner.DEADLINE);
	}

	/**
	 * Without home, database or settings, for the command line.
	 */
	public static SiteHandshakes standalone() {
		return new SiteHandshakes(Clock.systemUTC(), new SecureRandom());
	}

	/**
	 * Shakes hands with a site. A failed connection is a report too.
	 * @throws Problem {@code INVALID_REQUEST} for a wrong order
	 */
	public HandshakeReport verify(SiteOrder order) {
		if (order.expected() != null) {
			throw new IllegalArgumentException("Without a service there is no inventory to expect a certificate of");
		}
		SiteQuestion question = Handshakes.question(order, this.anchors, (violations) -> new Named(null, null));
		List<HandshakeReport> reports = this.sites.probe(question, GRANTS);
		HandshakeReport report = Handshakes.withOthers(reports.getFirst(), reports.subList(1, reports.size()));
		if (order.scan()) {
			report = this.scans.scan(report, question, GRANTS);
		}
		return report.withOtherAddresses(report.verdict(),
				report.otherAddresses()
					.stream()
					.map((other) -> new OtherAddress(other.address(), other.verdict(), null, other.findings()))
					.toList(),
				report.findings());
	}

}
