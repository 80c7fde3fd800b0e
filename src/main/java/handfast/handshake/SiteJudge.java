package handfast.handshake;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.Registry;
import handfast.egress.EgressRefused;
import handfast.handshake.HandshakeReport.Expected;
import handfast.handshake.HandshakeReport.Path;
import handfast.handshake.HandshakeReport.SessionKeys;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.SiteProbe.SiteQuestion;
import handfast.validation.Code;
import handfast.validation.Expiry;
import handfast.validation.Finding;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.CertificateSummary;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a site showed, after the handshake: all that is wrong at once, not the
 * first alone.
 */
final class SiteJudge {

	private final PathRules rules;

	private final Explanations explanations;

	private final Clock clock;

	SiteJudge(PathRules rules, Explanations explanations, Clock clock) {
		this.rules = rules;
		this.explanations = explanations;
		this.clock = clock;
	}

	HandshakeReport judge(UUID id, SiteQuestion question, String where, Instant startedAt, Exchange exchange) {
		List<byte[]> chain = exchange.serverChain();
		List<Step> steps = Story.tell(this.explanations, exchange, where);
		List<Finding> ofChain = new ArrayList<>();
		Expected expected = expected(question, chain, ofChain);
		Path path = path(question, chain, ofChain);
		List<Finding> findings = Verdicts.placed(Diagnosis.ofSite(exchange, where, question.sni()), ofChain, steps);
		Message.ServerHello hello = Story.serverHello(exchange.transcript());
		Exchange.Agreed agreed = exchange.agreed();
		return new HandshakeReport(id, show(question.target()), where, question.serverName(), startedAt,
				Verdicts.of(findings), (hello != null) ? Registry.version(hello.version()) : null,
				(hello != null) ? Registry.suite(hello.suite()) : null, Story.keyExchange(exchange.transcript()),
				Story.signatureScheme(exchange.transcript()), (agreed != null) ? agreed.alpn() : null, steps,
				new SessionKeys(false, null), CertificateSummary.of(chain), path, expected, List.of(), List.of(),
				List.of(), null, findings, notes(exchange));
	}

	HandshakeReport notConnected(UUID id, SiteQuestion question, @Nullable String where, Instant startedAt,
			EgressRefused refused) {
		byte[] expected = question.expected();
		return new HandshakeReport(id, show(question.target()), where, question.serverName(), startedAt,
				HandshakeReport.FAILED, null, null, null, null, null, List.of(), new SessionKeys(false, null),
				List.of(), null, (expected != null) ? new Expected(Fingerprint.of(expected).hex(), false) : null,
				List.of(), List.of(), List.of(), null, List.of(Diagnosis.of(refused)), List.of());
	}

	private static @Nullable Expected expected(SiteQuestion question, List<byte[]> chain, List<Finding> findings) {
		byte[] wanted = question.expected();
		if (wanted == null) {
			return null;
		}
		String fingerprint = Fingerprint.of(wanted).hex();
		boolean matched = !chain.isEmpty() && Fingerprint.of(chain.getFirst()).hex().equals(fingerprint);
		if (!matched && !chain.isEmpty()) {
			CertificateSummary shown = CertificateSummary.of(chain.getFirst());
			CertificateSummary meant = CertificateSummary.of(wanted);
			findings.add(Finding.of(Code.WRONG_CERTIFICATE,
					"The server shows serial number " + shown.serialNumber() + ", valid until " + shown.notAfter()
							+ "; expected is " + meant.serialNumber() + ", valid until " + meant.notAfter()
							+ (isOlder(shown, meant) ? ". It still has an older one: was it reloaded?" : "")));
		}
		return new Expected(fingerprint, matched);
	}

	private static boolean isOlder(CertificateSummary shown, CertificateSummary meant) {
		Instant shownFrom = shown.notBefore();
		return shownFrom != null && shown.names().equals(meant.names()) && shownFrom.isBefore(meant.notBefore());
	}

	private @Nullable Path path(SiteQuestion question, List<byte[]> chain, List<Finding> findings) {
		if (chain.isEmpty()) {
			return null;
		}
		PathVerdict verdict = this.rules.check(new PathQuery(chain, question.anchors(), this.clock.instant(),
				question.serverName(), KeyPurposeId.id_kp_serverAuth.getId(), null));
		findings.addAll(verdict.findings());
		CertificateSummary leaf = CertificateSummary.of(chain.getFirst());
		Expiry.soon(leaf.notBefore(), leaf.notAfter(), this.clock.instant()).ifPresent(findings::add);
		return new Path(verdict.trusted(), verdict.anchor());
	}

	private static List<String> notes(Exchange exchange) {
		Exchange.Agreed agreed = exchange.agreed();
		return (agreed != null && !agreed.extendedMasterSecret())
				? List.of("The server does without extended_master_secret (RFC 7627).") : List.of();
	}

	private static String show(Target target) {
		return target.host().contains(":") ? "[" + target.host() + "]:" + target.port()
				: target.host() + ":" + target.port();
	}

}
