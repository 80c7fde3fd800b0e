package handfast.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import handfast.handshake.Exchange.ComparedSecret;
import handfast.handshake.HandshakeReport.Demonstration;
import handfast.handshake.HandshakeReport.Path;
import handfast.handshake.HandshakeReport.Secret;
import handfast.handshake.HandshakeReport.Seen;
import handfast.handshake.HandshakeReport.SessionKeys;
import handfast.handshake.HandshakeReport.Step;
import handfast.handshake.ThrowAwayAuthority.Issued;
import handfast.handshake.wire.Message;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.handshake.wire.Transcript;
import handfast.handshake.wire.Transcript.Entry;
import handfast.handshake.wire.Transcript.Side;
import handfast.validation.Finding;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.x509.CertificateSummary;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands inside the process to show how it is done, and how it goes wrong.
 */
final class Demonstrator {

	private static final String CLIENT_NAME = "client.test";

	private final Crypto crypto;

	private final PathRules rules;

	private final Explanations explanations;

	private final Clock clock;

	Demonstrator(Crypto crypto, PathRules rules, Explanations explanations, Clock clock) {
		this.crypto = crypto;
		this.rules = rules;
		this.explanations = explanations;
		this.clock = clock;
	}

	/**
	 * @param keyLog takes the secrets of the connection; null for none
	 */
	HandshakeReport demonstrate(UUID id, Scenario scenario, @Nullable KeyLog keyLog) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		Setup setup = scenario.setup();
		ThrowAwayAuthority authority = this.crypto.throwAwayAuthority(setup.authorityKey(), now);
		BctlsServerEnd server = new BctlsServerEnd(this.crypto.noting(), setup.server(), server(setup, authority, now),
				setup.mutual());
		Exchange exchange = new MemoryHandshake(this.crypto.noting(),
				setup.client().credentials(client(setup, authority, now)), server, keyLog)
			.run();
		return report(id, scenario, now, exchange, server, authority.root());
	}

	private Credentials server(Setup setup, ThrowAwayAuthority authority, Instant now) {
		Instant until = now.plus(setup.validFor());
		Instant from = until.minus(Duration.ofDays(91));
		Issued shown = authority.issue(setup.key(), setup.certified(), KeyPurposeId.id_kp_serverAuth, from, until);
		Issued held = setup.rightKey() ? shown
				: authority.issue(setup.key(), setup.certified(), KeyPurposeId.id_kp_serverAuth, from, until);
		return this.crypto.credentials(held.privateKey(), shown.chain());
	}

	private @Nullable Credentials client(Setup setup, ThrowAwayAuthority authority, Instant now) {
		if (!setup.mutual()) {
			return null;
		}
		Issued issued = authority.issue(setup.key(), CLIENT_NAME, KeyPurposeId.id_kp_clientAuth,
				now.minus(Duration.ofDays(1)), now.plus(setup.validFor()));
		return this.crypto.credentials(issued.privateKey(), issued.chain());
	}

	private HandshakeReport report(UUID id, Scenario scenario, Instant now, Exchange exchange, BctlsServerEnd server,
			byte[] root) {
		List<byte[]> chain = exchange.serverChain();
		List<Finding> ofChain = new ArrayList<>();
		Path path = path(chain, root, now, ofChain);
		ofChain.addAll(ofClient(server.clientChain(), root, now));
		List<Step> steps = Story.tell(this.explanations, exchange, null);
		List<Finding> findings = Verdicts.placed(Diagnosis.ofDemonstration(exchange), ofChain, steps);
		Transcript transcript = exchange.transcript();
		Message.ServerHello hello = Story.serverHello(transcript);
		Exchange.Agreed agreed = exchange.agreed();
		Demonstration shown = new Demonstration(scenario.slug(), seen(server.transcript()),
				sameStory(exchange, server.transcript()));
		return new HandshakeReport(id, null, "in memory", Setup.NAME, now, Verdicts.of(findings),
				(hello != null) ? Registry.version(hello.version()) : null,
				(hello != null) ? Registry.suite(hello.suite()) : null, Story.keyExchange(transcript),
				Story.signatureScheme(transcript), (agreed != null) ? agreed.alpn() : null, steps, compared(exchange),
				CertificateSummary.of(chain), path, null, List.of(), List.of(), List.of(), null, findings,
				notes(exchange, findings))
			.withDemonstration(shown);
	}

	private @Nullable Path path(List<byte[]> chain, byte[] root, Instant now, List<Finding> findings) {
		if (chain.isEmpty()) {
			return null;
		}
		PathVerdict verdict = this.rules
			.check(new PathQuery(chain, List.of(root), now, Setup.NAME, KeyPurposeId.id_kp_serverAuth.getId(), null));
		findings.addAll(verdict.findings());
		return new Path(verdict.trusted(), verdict.anchor());
	}

	private List<Finding> ofClient(List<byte[]> chain, byte[] root, Instant now) {
		return chain.isEmpty() ? List.of()
				: this.rules
					.check(new PathQuery(chain, List.of(root), now, null, KeyPurposeId.id_kp_clientAuth.getId(), null))
					.findings();
	}

	private static SessionKeys compared(Exchange exchange) {
		Boolean equal = exchange.keysEqual();
		ComparedSecret compared = exchange.secret();
		Secret secret = (compared != null) ? new Secret(compared.equal(), compared.bytes()) : null;
		boolean tls13 = exchange.transcript().version() >= MessageParser.TLS_1_3;
		return new SessionKeys(equal != null, equal, tls13 ? null : secret, tls13 ? secret : null);
	}

	private static List<Seen> seen(Transcript transcript) {
		return transcript.entries()
			.stream()
			.map((entry) -> new Seen(entry.message().name(), entry.from().label(), entry.encrypted(), entry.atMicros(),
					entry.bytes()))
			.toList();
	}

	// What crosses on the way is seen in unlike order: each direction is compared by
	// itself. An end that has said no reads no further.
	private static boolean sameStory(Exchange exchange, Transcript server) {
		Transcript client = exchange.transcript();
		return reached(sent(client, Side.CLIENT), sent(server, Side.CLIENT), exchange.completed())
				&& reached(sent(server, Side.SERVER), sent(client, Side.SERVER), exchange.completed());
	}

	private static boolean reached(List<String> sent, List<String> seen, boolean whole) {
		return seen.size() <= sent.size() && sent.subList(0, seen.size()).equals(seen)
				&& (!whole || seen.size() == sent.size());
	}

	private static List<String> sent(Transcript transcript, Side side) {
		return transcript.entries().stream().filter((entry) -> entry.from() == side).map(Demonstrator::told).toList();
	}

	private static String told(Entry entry) {
		return entry.message().name() + " " + entry.bytes() + " " + entry.encrypted();
	}

	private static List<String> notes(Exchange exchange, List<Finding> findings) {
		List<String> notes = new ArrayList<>();
		notes.add("A demonstration: both ends ran inside this process, on certificates of a throw-away CA that was"
				+ " made in memory for it. The keys of the real CAs took no part.");
		if (exchange.completed() && Verdicts.of(findings).equals(HandshakeReport.FAILED)) {
			notes.add("The client went on past the bad certificate so that the whole handshake can be seen; a browser"
					+ " ends it there with an alert.");
		}
		return notes;
	}

}
