package handfast.handshake;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.OwnPorts;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.x509.TimeOrderedIds;

/**
 * Asks loopback servers for a handshake, judged by the strict rules at a time of the
 * test's choice.
 */
final class TestSites {

	private final SiteProbe probe;

	TestSites(Clock clock, Duration deadline) {
		SiteJudge judge = new SiteJudge(PathRules.STRICT, new Explanations(), clock);
		this.probe = new SiteProbe(new Crypto(new SecureRandom()), new EgressGuard(new OwnPorts()), judge,
				new TimeOrderedIds(clock, new SecureRandom()), clock, deadline);
	}

	HandshakeReport ask(SiteQuestion question) {
		return this.probe.probe(question, new Grants(true, List.of(), true)).getFirst();
	}

	HandshakeReport ask(int port, String serverName, List<byte[]> anchors, String startTls) {
		return ask(new SiteQuestion(new Target("127.0.0.1", port), serverName, serverName, null, anchors, startTls,
				null, null));
	}

	static List<Code> codes(HandshakeReport report) {
		return report.findings().stream().map(Finding::code).toList();
	}

}
