package handfast.handshake;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.EgressRefused;
import handfast.handshake.starttls.Preamble;
import handfast.handshake.starttls.Preambles;
import handfast.x509.TimeOrderedIds;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands with each address of a site at once.
 */
final class SiteProbe {

	static final Duration DEADLINE = Duration.ofSeconds(10);

	private final Crypto crypto;

	private final EgressGuard egress;

	private final SiteJudge judge;

	private final TimeOrderedIds ids;

	private final Clock clock;

	private final Duration deadline;

	SiteProbe(Crypto crypto, EgressGuard egress, SiteJudge judge, TimeOrderedIds ids, Clock clock, Duration deadline) {
		this.crypto = crypto;
		this.egress = egress;
		this.judge = judge;
		this.ids = ids;
		this.clock = clock;
		this.deadline = deadline;
	}

	/**
	 * A report for each address, the one to be told in full first: the first that could
	 * be connected to.
	 */
	List<HandshakeReport> probe(SiteQuestion question, Grants grants) {
		long began = System.nanoTime();
		Target target = question.target();
		try {
			List<InetAddress> addresses = this.egress.resolve(target.host(), target.port(), grants, this.deadline);
			List<HandshakeReport> reports = new ArrayList<>(inParallel(addresses.stream()
				.<Callable<HandshakeReport>>map((address) -> () -> shake(question, address, grants, began))
				.toList()));
			HandshakeReport first = reports.stream()
				.filter((report) -> !report.steps().isEmpty())
				.findFirst()
				.orElse(reports.getFirst());
			reports.remove(first);
			reports.addFirst(first);
			return reports;
		}
		catch (EgressRefused ex) {
			return List.of(this.judge.notConnected(this.ids.next(), question, null, now(), ex));
		}
	}

	private HandshakeReport shake(SiteQuestion question, InetAddress address, Grants grants, long began) {
		Instant startedAt = now();
		String where = show(address, question.target().port());
		try {
			OwnCertificate own = question.own();
			Offer offer = Offer.site(question.sni(), (own != null) ? own.credentials() : null);
			Exchange exchange = exchange(question, offer, address, grants, began);
			SecondLook.Seen seen = SecondLook.after(exchange, question)
				.map((look) -> look(look, question, address, grants, began))
				.orElse(null);
			return this.judge.judge(this.ids.next(), question, where, startedAt, exchange, seen);
		}
		catch (EgressRefused ex) {
			return this.judge.notConnected(this.ids.next(), question, where, startedAt, ex);
		}
	}

	private Exchange exchange(SiteQuestion question, Offer offer, InetAddress address, Grants grants, long began) {
		Duration left = this.deadline.minusNanos(System.nanoTime() - began);
		Socket socket = this.egress.connect(address, question.target().port(), grants, left);
		Preamble preamble = Preambles.find(String.valueOf(question.startTls())).orElse(null);
		SiteHandshake handshake = new SiteHandshake(this.crypto.lenient(), offer, preamble, question.serverName(),
				socket);
		if (question.dnsOverHttps()) {
			handshake.askDns(question.target().port());
		}
		return handshake.run();
	}

	// Without it, less is told.
	private SecondLook.@Nullable Seen look(SecondLook look, SiteQuestion question, InetAddress address, Grants grants,
			long began) {
		try {
			return new SecondLook.Seen(look, exchange(question, look.offer(question), address, grants, began));
		}
		catch (EgressRefused ex) {
			return null;
		}
	}

	private static List<HandshakeReport> inParallel(List<Callable<HandshakeReport>> tasks) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<HandshakeReport> reports = new ArrayList<>();
			for (Future<HandshakeReport> future : threads.invokeAll(tasks)) {
				reports.add(future.get());
			}
			return reports;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while shaking hands", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A handshake broke", ex.getCause());
		}
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
	}

	private static String show(InetAddress address, int port) {
		String text = address.getHostAddress();
		return text.contains(":") ? "[" + text + "]:" + port : text + ":" + port;
	}

	/**
	 * What is asked of a site, understood.
	 *
	 * @param serverName name or address that the certificate must hold
	 * @param sni null for an address
	 * @param expected DER of the certificate that must answer; null for any
	 * @param startTls protocol to begin with in clear; null for TLS at once
	 * @param own certificate of ours to show where the server asks; null for none
	 * @param revoked when and why the expected certificate was revoked, for people; null
	 * where it was not
	 * @param dnsOverHttps whether to ask for an address over the connection
	 */
	record SiteQuestion(Target target, String serverName, @Nullable String sni, byte @Nullable [] expected,
			List<byte[]> anchors, @Nullable String startTls, @Nullable OwnCertificate own, @Nullable String revoked,
			boolean dnsOverHttps) {

		SiteQuestion(Target target, String serverName, @Nullable String sni, byte @Nullable [] expected,
				List<byte[]> anchors, @Nullable String startTls, @Nullable OwnCertificate own,
				@Nullable String revoked) {
			this(target, serverName, sni, expected, anchors, startTls, own, revoked, false);
		}

		SiteQuestion(Target target, String serverName, @Nullable String sni, byte @Nullable [] expected,
				List<byte[]> anchors) {
			this(target, serverName, sni, expected, anchors, null, null, null);
		}

	}

	/**
	 * A certificate of the inventory with its key, brought along.
	 */
	record OwnCertificate(UUID id, String fingerprint, Credentials credentials) {
	}

}
