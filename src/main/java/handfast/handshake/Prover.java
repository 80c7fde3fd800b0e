package handfast.handshake;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.handshake.wire.Message;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript;
import handfast.handshake.HandshakeReport.Line;
import handfast.handshake.HandshakeReport.OtherVersion;
import handfast.handshake.HandshakeReport.Path;
import handfast.handshake.HandshakeReport.SessionKeys;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.CertificateSummary;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.tls.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * Proves key and chain by handshakes inside the process: each name, each version, each
 * role.
 */
final class Prover {

	// RFC 6761 §6.4: nobody has it.
	private static final String WRONG_NAME = "control.invalid";

	private final Crypto crypto;

	private final PathRules rules;

	private final Explanations explanations;

	private final Clock clock;

	// The other end where the client's certificate is what counts.
	private final ThrowAway throwAway;

	private final JsseServers asking;

	Prover(Crypto crypto, PathRules rules, Explanations explanations, Clock clock) {
		this.crypto = crypto;
		this.rules = rules;
		this.explanations = explanations;
		this.clock = clock;
		this.throwAway = crypto.throwAway(clock.instant());
		this.asking = crypto.servers(this.throwAway.keyManager(), true);
	}

	HandshakeReport prove(ProofOrder order, UUID id) {
		Proof proof = new Proof(order, this.clock.instant().truncatedTo(ChronoUnit.MICROS));
		try {
			Ends ends = new Ends(order, this.crypto.credentials(order.privateKey(), order.chain()));
			Trial.of(order).forEach((trial) -> attempt(proof, trial, ends));
			Trial.beyond(order).forEach(proof::checkName);
			proof.notes.add(ends.note());
			control(proof, ends);
		}
		catch (Credentials.Unusable ex) {
			proof.findings.add(Finding.of(Code.KEY_MISMATCH,
					"No handshake can be made with this key and chain: the two can't be read or are of unlike kinds"));
		}
		return proof.report(id);
	}

	private void attempt(Proof proof, Trial trial, Ends ends) {
		if (trial.version().equals(ProtocolVersion.TLSv12) && !ends.credentials.fitTls12()) {
			proof.notApplicable(trial);
			return;
		}
		MemoryHandshake handshake = ends.handshake(trial);
		Exchange exchange = handshake.run();
		proof.judge(trial, exchange, trial.asClient() ? handshake.clientChain() : exchange.serverChain());
	}

	/**
	 * A proof that can't fail proves nothing: the same road once more, with a name that
	 * the certificate does not hold and under a root that did not sign it, must end in
	 * refusals.
	 */
	private void control(Proof proof, Ends ends) {
		if (proof.findings.stream().anyMatch(Proof::isError)) {
			return;
		}
		Trial first = Trial.of(proof.order).getFirst();
		Proof control = new Proof(proof.order.trusting(this.throwAway.root()), proof.startedAt);
		attempt(control, first.asking(WRONG_NAME), ends);
		Set<Code> found = control.findings.stream().map(Finding::code).collect(Collectors.toSet());
		if (!found.contains(Code.UNTRUSTED_ROOT) && control.untrusted().isEmpty()) {
			proof.findings.add(Finding.of(Code.CONTROL_NOT_REFUSED, "Another root was not refused"));
		}
		if (!first.asClient() && !found.contains(Code.NAME_MISMATCH)) {
			proof.findings.add(Finding.of(Code.CONTROL_NOT_REFUSED, "The name " + WRONG_NAME + " was not refused"));
		}
		proof.notes.add(first.asClient() ? "The control under another root was refused, as it must be."
				: "The controls with another name and under another root were refused, as they must be.");
	}

	/**
	 * Both ends of the handshakes of one proof. The server is the JDK's own TLS, by the
	 * key manager that a Java server makes of the file; for a key that it does not know,
	 * both ends are Bouncy Castle's.
	 */
	private final class Ends {

		private final Credentials credentials;

		private final @Nullable JsseServers serving;

		private Ends(ProofOrder order, Credentials credentials) {
			this.credentials = credentials;
			this.serving = (order.keyManager() != null) ? Prover.this.crypto.servers(order.keyManager(), false) : null;
		}

		private MemoryHandshake handshake(Trial trial) {
			Offer offer = Offer.proof(trial.version(), trial.sni(), trial.asClient() ? this.credentials : null);
			JsseServers servers = trial.asClient() ? asking() : this.serving;
			ServerEnd server = (servers != null) ? servers.serving(trial.version())
					: new BctlsServerEnd(Prover.this.crypto.tls(), offer,
							trial.asClient() ? Prover.this.throwAway.credentials() : this.credentials,
							trial.asClient());
			return new MemoryHandshake(Prover.this.crypto.tls(), offer, server);
		}

		private @Nullable JsseServers asking() {
			return this.credentials.fitTls12() ? Prover.this.asking : null;
		}

		private String note() {
			return (this.serving != null || asking() != null)
					? "The client is Bouncy Castle's TLS and the server the JDK's own: two stacks that share no code"
							+ " compared the keying material that they exported."
					: "Both ends are Bouncy Castle's TLS, since the JDK's does not know such keys.";
		}

	}

	/**
	 * What was found so far.
	 */
	private final class Proof {

		private final ProofOrder order;

		private final Instant startedAt;

		private final List<Finding> findings = new ArrayList<>();

		private final List<Line> lines = new ArrayList<>();

		private final List<String> notes = new ArrayList<>();

		private final Map<String, Told> told = new LinkedHashMap<>();

		// The same chain is judged once for each role, not for each name.
		private final Map<Boolean, PathVerdict> paths = new LinkedHashMap<>();

		private Proof(ProofOrder order, Instant startedAt) {
			this.order = order;
			this.startedAt = startedAt;
		}

		private void notApplicable(Trial trial) {
			this.lines.add(new Line(trial.protocol(), null, trial.serverName(), HandshakeReport.NOT_APPLICABLE));
		}

		private void judge(Trial trial, Exchange exchange, List<byte[]> shown) {
			List<Finding> found = new ArrayList<>(Diagnosis.ofProof(exchange));
			if (exchange.completed()) {
				found.addAll(ofChain(trial.asClient(), shown));
			}
			if (trial.serverName() != null) {
				found.addAll(ofName(trial.serverName()));
			}
			this.findings.addAll(found);
			String verdict = Verdicts.of(found).equals(HandshakeReport.FAILED) ? HandshakeReport.FAILED
					: HandshakeReport.PASSED;
			Message.ServerHello hello = Story.serverHello(exchange.transcript());
			String suite = (hello != null) ? Registry.suite(hello.suite()) : null;
			this.lines.add(new Line(trial.protocol(), suite, trial.serverName(), verdict));
			this.told.computeIfAbsent(trial.protocol(), (protocol) -> new Told(trial, exchange, verdict));
		}

		private List<Finding> ofChain(boolean asClient, List<byte[]> shown) {
			if (shown.size() != this.order.chain().size() || !sameBytes(shown)) {
				return List.of(Finding.of(Code.WRONG_CERTIFICATE, "The chain on the wire is not the one delivered"));
			}
			return this.paths.computeIfAbsent(asClient, (role) -> {
				KeyPurposeId purpose = role ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
				return Prover.this.rules
					.check(new PathQuery(shown, this.order.anchors(), this.startedAt, null, purpose.getId(), null));
			}).findings();
		}

		private boolean sameBytes(List<byte[]> shown) {
			for (int i = 0; i < shown.size(); i++) {
				if (!java.security.MessageDigest.isEqual(shown.get(i), this.order.chain().get(i))) {
					return false;
				}
			}
			return true;
		}

		private void checkName(String name) {
			this.findings.addAll(ofName(name));
		}

		private List<Finding> ofName(String name) {
			try {
				X509CertificateHolder leaf = new X509CertificateHolder(this.order.chain().getFirst());
				return Prover.this.rules.matches(leaf, name) ? List.of()
						: List.of(Finding.of(Code.NAME_MISMATCH, "The certificate does not hold " + name));
			}
			catch (IOException ex) {
				return List.of(Finding.of(Code.MALFORMED_CERTIFICATE, "The certificate can't be read"));
			}
		}

		private HandshakeReport report(UUID id) {
			int beyond = Trial.beyond(this.order).size();
			if (beyond > 0) {
				this.notes.add("Handshakes were made for the first " + Trial.MOST_NAMES + " names; the other " + beyond
						+ " were checked against the certificate by the name checker.");
			}
			this.notes.add("Client and server ran inside this process; the client trusted only the CA's root.");
			if (!untrusted().isEmpty() && this.findings.stream().noneMatch((finding) -> isError(finding))) {
				this.findings.add(Finding.of(Code.UNTRUSTED_ROOT, "The chain does not end in a trusted root"));
			}
			List<Finding> sorted = Verdicts.sorted(this.findings);
			List<OtherVersion> tellings = this.told.values().stream().map(Told::telling).toList();
			OtherVersion first = tellings.isEmpty() ? null : tellings.getFirst();
			PathVerdict path = this.paths.values().stream().findFirst().orElse(null);
			boolean compared = tellings.stream().anyMatch((telling) -> telling.sessionKeys().compared());
			boolean equal = tellings.stream().allMatch((telling) -> Boolean.TRUE.equals(telling.sessionKeys().equal()));
			return new HandshakeReport(id, null, "in memory", (first != null) ? first.serverName() : null,
					this.startedAt, Verdicts.of(sorted), (first != null) ? first.protocol() : null,
					(first != null) ? first.cipherSuite() : null, (first != null) ? first.keyExchange() : null,
					(first != null) ? first.signatureScheme() : null, null, (first != null) ? first.steps() : List.of(),
					new SessionKeys(compared, compared ? equal : null), CertificateSummary.of(this.order.chain()),
					(path != null) ? new Path(path.trusted(), path.anchor()) : null, null, List.of(),
					tellings.stream().skip(1).toList(), this.lines, this.order.proven(), sorted, this.notes);
		}

		private List<PathVerdict> untrusted() {
			return this.paths.values().stream().filter((verdict) -> !verdict.trusted()).toList();
		}

		private static boolean isError(Finding finding) {
			return finding.severity() == handfast.validation.Severity.ERROR;
		}

	}

	/**
	 * The first handshake of a version, which is told in full.
	 */
	private final class Told {

		private final Trial trial;

		private final Exchange exchange;

		private final String verdict;

		private Told(Trial trial, Exchange exchange, String verdict) {
			this.trial = trial;
			this.exchange = exchange;
			this.verdict = verdict;
		}

		private OtherVersion telling() {
			Transcript transcript = this.exchange.transcript();
			Message.ServerHello hello = Story.serverHello(transcript);
			List<Step> steps = Story.tell(Prover.this.explanations, this.exchange, null);
			@Nullable Boolean equal = this.exchange.keysEqual();
			return new OtherVersion(this.trial.protocol(), (hello != null) ? Registry.suite(hello.suite()) : null,
					Story.keyExchange(transcript), Story.signatureScheme(transcript), this.trial.serverName(),
					this.verdict, steps, new SessionKeys(equal != null, equal));
		}

	}

}
