package handfast.handshake;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.egress.EgressGuard;
import handfast.egress.EgressGuard.Grants;
import handfast.egress.EgressRefused;
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
			Duration left = this.deadline.minusNanos(System.nanoTime() - began);
			List<HandshakeReport> reports = new ArrayList<>(inParallel(addresses.stream()
				.<Callable<HandshakeReport>>map((address) -> () -> shake(question, address, grants, left))
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

	private HandshakeReport shake(SiteQuestion question, InetAddress address, Grants grants, Duration left) {
		Instant startedAt = now();
		String where = show(address, question.target().port());
		try {
			Socket socket = this.egress.connect(address, question.target().port(), grants, left);
			Exchange exchange = new SiteHandshake(this.crypto.tls(), Offer.site(question.sni()), socket).run();
			return this.judge.judge(this.ids.next(), question, where, startedAt, exchange);
		}
		catch (EgressRefused ex) {
			return this.judge.notConnected(this.ids.next(), question, where, startedAt, ex);
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
	 */
	record SiteQuestion(Target target, String serverName, @Nullable String sni, byte @Nullable [] expected,
			List<byte[]> anchors) {
	}

}
