package handfast.handshake;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript.Side;
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
import handfast.validation.Severity;
import handfast.x509.CertificateSummary;
import handfast.x509.Fingerprint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a site showed, after the handshake: all that is wrong at once, not the
 * first alone.
 */
final class SiteJudge {

	private static final Duration SKEW = Duration.ofHours(1);

	private static final int LARGE = 16 * 1024;

	private final PathRules rules;

	private final Explanations explanations;

	private final Clock clock;

	SiteJudge(PathRules rules, Explanations explanations, Clock clock) {
		this.rules = rules;
		this.explanations = explanations;
		this.clock = clock;
	}

	HandshakeReport judge(UUID id, SiteQuestion question, String where, Instant startedAt, Exchange exchange,
			SecondLook.@Nullable Seen seen) {
		List<byte[]> chain = exchange.serverChain();
		List<Step> steps = Story.tell(this.explanations, exchange, where);
		List<Finding> ofChain = new ArrayList<>();
		Expected expected = expected(question, chain, ofChain);
		Path path = path(question, exchange, seen, ofChain);
		Exchange wider = (seen != null && seen.look() == SecondLook.WIDER_OFFER) ? seen.exchange() : null;
		List<Finding> findings = Verdicts
			.placed(Diagnosis.ofSite(exchange, where, question.sni(), question.startTls(), wider), ofChain, steps);
		Message.ServerHello hello = Story.serverHello(exchange.transcript());
		Exchange.Agreed agreed = exchange.agreed();
		return new HandshakeReport(id, show(question.target()), where, question.serverName(), startedAt,
				Verdicts.of(findings), (hello != null) ? Registry.version(hello.version()) : null,
				(hello != null) ? Registry.suite(hello.suite()) : null, Story.keyExchange(exchange.transcript()),
				Story.signatureScheme(exchange.transcript()), (agreed != null) ? agreed.alpn() : null, steps,
				new SessionKeys(false, null), CertificateSummary.of(chain), path, expected, List.of(), List.of(),
				List.of(), null, findings, notes(exchange))
			.withReach(question.startTls(), own(question, exchange), exchange.application());
	}

	HandshakeReport notConnected(UUID id, SiteQuestion question, @Nullable String where, Instant startedAt,
			EgressRefused refused) {
		byte[] expected = question.expected();
		return new HandshakeReport(id, show(question.target()), where, question.serverName(), startedAt,
				HandshakeReport.FAILED, null, null, null, null, null, List.of(), new SessionKeys(false, null),
				List.of(), null, (expected != null) ? new Expected(Fingerprint.of(expected).hex(), false) : null,
				List.of(), List.of(), List.of(), null, List.of(Diagnosis.of(refused)), List.of())
			.withReach(question.startTls(), own(question, new Exchange()), null);
	}

	private static HandshakeReport.@Nullable ClientCertificate own(SiteQuestion question, Exchange exchange) {
		SiteProbe.OwnCertificate own = question.own();
		return (own == null) ? null : new HandshakeReport.ClientCertificate(own.id(), own.fingerprint(),
				exchange.certificateRequested(), exchange.clientCertificateShown());
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
		if (matched && question.revoked() != null) {
			findings.add(Finding.of(Code.REVOKED, "The certificate was revoked " + question.revoked()));
		}
		return new Expected(fingerprint, matched);
	}

	private static boolean isOlder(CertificateSummary shown, CertificateSummary meant) {
		Instant shownFrom = shown.notBefore();
		return shownFrom != null && shown.names().equals(meant.names()) && shownFrom.isBefore(meant.notBefore());
	}

	private @Nullable Path path(SiteQuestion question, Exchange exchange, SecondLook.@Nullable Seen seen,
			List<Finding> findings) {
		List<byte[]> chain = exchange.serverChain();
		if (chain.isEmpty()) {
			return null;
		}
		Instant now = this.clock.instant();
		CertificateSummary leaf = CertificateSummary.of(chain.getFirst());
		ahead(leaf, now, findings);
		virtualHost(question, chain, seen, findings, Severity.ERROR);
		PathVerdict verdict = this.rules.check(new PathQuery(chain, question.anchors(), now, question.serverName(),
				KeyPurposeId.id_kp_serverAuth.getId(), null));
		findings.addAll(verdict.findings());
		virtualHost(question, chain, seen, findings, Severity.WARNING);
		findings.addAll(Staples.check(exchange.staple(), chain, question.anchors(), now));
		size(exchange, findings);
		Expiry.soon(leaf.notBefore(), leaf.notAfter(), now).ifPresent(findings::add);
		return new Path(verdict.trusted(), verdict.anchor());
	}

	// A CA that issues for tomorrow is rare, a clock that is slow is not.
	private static void ahead(CertificateSummary leaf, Instant now, List<Finding> findings) {
		Instant notBefore = leaf.notBefore();
		if (notBefore != null && notBefore.isAfter(now) && notBefore.isBefore(now.plus(SKEW))) {
			findings.add(new Finding(Code.CLOCK_SKEW, Severity.ERROR,
					"The certificate is valid from " + notBefore + " on, "
							+ Duration.between(now, notBefore).toSeconds() + " seconds ahead of this clock (" + now
							+ "): rather is a clock wrong, this one or that of the CA",
					Code.CLOCK_SKEW.fix(), null));
		}
	}

	/**
	 * What the server shows without SNI tells whether it knows the name. Where that is
	 * the certificate that was wanted, sites are mixed up; where it is the same as with
	 * SNI, the name is most likely not set up at all.
	 */
	private void virtualHost(SiteQuestion question, List<byte[]> chain, SecondLook.@Nullable Seen seen,
			List<Finding> findings, Severity severity) {
		List<byte[]> unnamed = (seen != null && seen.look() == SecondLook.NO_NAME) ? seen.exchange().serverChain()
				: List.of();
		if (unnamed.isEmpty()) {
			return;
		}
		String shown = String.valueOf(CertificateSummary.of(chain.getFirst()).subject());
		if (Arrays.equals(unnamed.getFirst(), chain.getFirst())) {
			if (severity == Severity.WARNING) {
				findings.add(Finding.of(Code.WRONG_VIRTUAL_HOST, "The server shows " + shown
						+ " without a name, too: it seems to have no site for " + question.serverName()));
			}
		}
		else if (severity == Severity.ERROR && holds(unnamed.getFirst(), question.serverName())) {
			findings.add(new Finding(Code.WRONG_VIRTUAL_HOST, Severity.ERROR,
					"Asked for " + question.serverName() + ", the server shows " + shown
							+ "; asked without a name, it shows the certificate that holds it",
					Code.WRONG_VIRTUAL_HOST.fix(), null));
		}
	}

	private boolean holds(byte[] leaf, String serverName) {
		try {
			return this.rules.matches(new X509CertificateHolder(leaf), serverName);
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private static void size(Exchange exchange, List<Finding> findings) {
		exchange.transcript()
			.entries()
			.stream()
			.filter((entry) -> entry.from() == Side.SERVER && entry.message() instanceof Message.Certificate
					&& entry.bytes() > LARGE)
			.findFirst()
			.ifPresent((entry) -> findings.add(Finding.of(Code.CERTIFICATE_TOO_LARGE, "The certificates take "
					+ entry.bytes() + " bytes; small devices end at 16 KiB, Java at 32, OpenSSL at 100")));
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
