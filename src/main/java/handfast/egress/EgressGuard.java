package handfast.egress;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import handfast.egress.EgressRefused.Reason;
import handfast.x509.Cidr;
import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Service;

/**
 * The one guard for every connection that we open (security §7): resolves once, checks
 * each address, connects to the address that was checked.
 */
@Service
public class EgressGuard {

	private static final int MOST_CONNECTIONS = 64;

	// A resolver that hangs holds its thread; past these, no more are asked.
	private static final int MOST_LOOKUPS = 16;

	private static final int MOST_ADDRESSES = 8;

	private final AddressRules rules;

	private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

	private final ExecutorService lookups = new ThreadPoolExecutor(0, MOST_LOOKUPS, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("egress-lookup-", 0).factory());

	private final ScheduledExecutorService watchdog = watchdog();

	public EgressGuard(OwnPorts ownPorts) {
		this.rules = new AddressRules(ownPorts);
	}

	/**
	 * Addresses of the host that may be connected to, in the resolver's order, 8 at most.
	 * @throws EgressRefused where there is none, or none is allowed
	 */
	public List<InetAddress> resolve(String host, int port, Grants grants, Duration deadline) {
		List<InetAddress> all = lookUp(host, deadline);
		List<InetAddress> allowed = all.stream()
			.filter((address) -> this.rules.refusalOf(address, port, grants) == null)
			.limit(MOST_ADDRESSES)
			.toList();
		if (allowed.isEmpty()) {
			throw denied(all.getFirst(), port, grants);
		}
		return allowed;
	}

	/**
	 * Connects to an address that {@link #resolve} gave. The socket is closed when the
	 * deadline is over, whatever the peer does.
	 * @throws EgressRefused where it is denied, refused or not answered in time
	 */
	public Socket connect(InetAddress address, int port, Grants grants, Duration deadline) {
		if (this.rules.refusalOf(address, port, grants) != null) {
			throw denied(address, port, grants);
		}
		if (!this.connections.tryAcquire()) {
			throw new EgressRefused(Reason.TOO_MANY, "Handfast has too many connections open; try again in a moment");
		}
		GuardedSocket socket = new GuardedSocket(this.connections::release);
		socket.closeAfter(this.watchdog, deadline);
		try {
			socket.connect(new InetSocketAddress(address, port), Math.toIntExact(Math.max(1, deadline.toMillis())));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw refused(ex, address, port);
		}
	}

	@PreDestroy
	void close() {
		this.lookups.shutdownNow();
		this.watchdog.shutdownNow();
	}

	private List<InetAddress> lookUp(String host, Duration deadline) {
		try {
			Future<InetAddress[]> answer = this.lookups.submit(() -> InetAddress.getAllByName(host));
			return Arrays.asList(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (RejectedExecutionException ex) {
			throw new EgressRefused(Reason.TOO_MANY, "Too many names are being looked up; try again in a moment");
		}
		catch (TimeoutException ex) {
			throw new EgressRefused(Reason.NOT_RESOLVED, "DNS did not answer for " + host + " in time");
		}
		catch (ExecutionException ex) {
			throw new EgressRefused(Reason.NOT_RESOLVED, (ex.getCause() instanceof UnknownHostException)
					? host + " has no address in DNS" : host + " could not be looked up");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new EgressRefused(Reason.NOT_RESOLVED, "The look-up of " + host + " was interrupted");
		}
	}

	private EgressRefused denied(InetAddress address, int port, Grants grants) {
		return new EgressRefused(Reason.DENIED,
				AddressRules.show(address, port) + " " + this.rules.refusalOf(address, port, grants));
	}

	private static EgressRefused refused(IOException ex, InetAddress address, int port) {
		String where = AddressRules.show(address, port);
		if (ex instanceof SocketTimeoutException || "Socket closed".equals(ex.getMessage())) {
			return new EgressRefused(Reason.TIMED_OUT, where + " did not answer in time");
		}
		boolean refused = ex instanceof ConnectException && String.valueOf(ex.getMessage()).contains("refused");
		return refused ? new EgressRefused(Reason.REFUSED, where + " refuses the connection")
				: new EgressRefused(Reason.UNREACHABLE, where + " can't be reached from here");
	}

	private static ScheduledExecutorService watchdog() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1,
				Thread.ofPlatform().daemon().name("egress-watchdog").factory());
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/**
	 * What the one who asks may reach beside public addresses.
	 *
	 * @param privateNetworks loopback and private addresses, all of them
	 * @param networks such of them as were granted
	 * @param ownHttps our own HTTPS port: handshake probes alone
	 */
	public record Grants(boolean privateNetworks, List<Cidr> networks, boolean ownHttps) {
	}

}
