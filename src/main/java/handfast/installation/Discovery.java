package handfast.installation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.annotation.JsonInclude;
import handfast.access.Caller;
import handfast.audit.AuditLine;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.egress.EgressGuard.Grants;
import handfast.handshake.HandshakeReport;
import handfast.handshake.Handshakes;
import handfast.handshake.SiteOrder;
import handfast.handshake.Target;
import handfast.problem.ProblemType;
import handfast.storage.Installation;
import handfast.validation.Code;
import handfast.x509.CertificateSummary;
import handfast.x509.Cidr;
import handfast.x509.Fingerprint;
import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/**
 * Looks at what is there: which addresses answer with TLS, with whose certificates, and
 * when those end.
 */
@Service
class Discovery {

	static final int MOST_ADDRESSES = 1024;

	private static final int MOST_AT_ONCE = 32;

	private static final int IPV4_BITS = 32;

	private static final int IPV6_BITS = 128;

	private final Handshakes handshakes;

	private final Certificates certificates;

	private final PlaceRows rows;

	private final Places places;

	private final Installation installation;

	// One at a time: each opens many connections.
	private final Semaphore turn = new Semaphore(1);

	Discovery(Handshakes handshakes, Certificates certificates, PlaceRows rows, Places places,
			Installation installation) {
		this.handshakes = handshakes;
		this.certificates = certificates;
		this.rows = rows;
		this.places = places;
		this.installation = installation;
	}

	/**
	 * @param targets {@code host:port}
	 * @param network null for none
	 * @param ports of the network's addresses
	 * @param startTls null for TLS at once
	 * @throws handfast.problem.Problem {@code INVALID_REQUEST} for a wrong order or one
	 * of more than 1,024 addresses, {@code BUSY} while another runs
	 */
	Discovered discover(List<String> targets, @Nullable Cidr network, List<Integer> ports, @Nullable String startTls,
			Caller caller) {
		List<String> addresses = new ArrayList<>(targets);
		if (network != null) {
			addresses.addAll(addresses(network, ports));
		}
		for (int i = 0; i < targets.size(); i++) {
			if (Target.parse(targets.get(i)).isEmpty()) {
				throw Places.refused("/targets/" + i, Code.MALFORMED_VALUE,
						"Write host and port as shop.test:443, 10.1.2.3:443 or [fd00::1]:443");
			}
		}
		if (addresses.isEmpty()) {
			throw Places.refused("/targets", Code.OUT_OF_RANGE,
					"Say where to look: {\"targets\": [\"shop.test:443\"]} or {\"network\": \"10.1.2.0/24\"}");
		}
		requireFew(BigInteger.valueOf(addresses.size()), "/targets");
		if (!this.turn.tryAcquire()) {
			throw ProblemType.BUSY.because("Another discovery runs; try again in a minute")
				.retryAfter(Duration.ofMinutes(1));
		}
		try {
			this.places.record(AuditLine.of(caller.actor(), "installation.discover", null, "done")
				.withDetail(addresses.size() + " addresses from " + addresses.getFirst())
				.withRequest(caller.requestId()), () -> {
				});
			return look(addresses, startTls, caller);
		}
		finally {
			this.turn.release();
		}
	}

	private Discovered look(List<String> addresses, @Nullable String startTls, Caller caller) {
		Grants grants = new Grants(caller.isAdministrator(), caller.networks(), true);
		ConcurrentLinkedQueue<Found> found = new ConcurrentLinkedQueue<>();
		Semaphore room = new Semaphore(MOST_AT_ONCE);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (String address : addresses) {
				room.acquireUninterruptibly();
				threads.execute(() -> {
					try {
						glance(address, startTls, grants, caller).ifPresent(found::add);
					}
					finally {
						room.release();
					}
				});
			}
		}
		List<Found> sorted = new ArrayList<>(found);
		sorted.sort(Comparator.comparing(Found::notAfter, Comparator.nullsLast(Comparator.naturalOrder()))
			.thenComparing(Found::address));
		return new Discovered(addresses.size(), sorted);
	}

	private Optional<Found> glance(String address, @Nullable String startTls, Grants grants, Caller caller) {
		HandshakeReport report = this.handshakes.glance(
				new SiteOrder(address, null, null, "both", List.of(), startTls, null, false), grants,
				Caller.installation(this.installation.id()));
		if (report.certificates().isEmpty()) {
			return Optional.empty();
		}
		CertificateSummary leaf = report.certificates().getFirst();
		Optional<Certificate> ours = this.certificates.find(new Fingerprint(leaf.fingerprint()))
			.filter((certificate) -> caller.sees(certificate.owner()));
		List<UUID> known = this.rows.at(address)
			.stream()
			.filter((id) -> this.rows.find(id).filter((place) -> caller.sees(place.owner())).isPresent())
			.toList();
		return Optional.of(new Found(address, leaf.fingerprint(),
				leaf.names().stream().map(ObservedName::value).toList(), leaf.subject(), leaf.issuer(), leaf.notAfter(),
				report.path() != null && report.path().trusted(), ours.map(Certificate::id).orElse(null), known,
				known.isEmpty()
						? ours.map((certificate) -> new Adoption(certificate.id(), "files", address)).orElse(null)
						: null));
	}

	private static List<String> addresses(Cidr network, List<Integer> ports) {
		byte[] octets = network.address().getAddress();
		int bits = (octets.length * 8 == IPV4_BITS) ? IPV4_BITS : IPV6_BITS;
		BigInteger count = BigInteger.ONE.shiftLeft(bits - network.prefixLength());
		requireFew(count.multiply(BigInteger.valueOf(ports.size())), "/network");
		BigInteger first = new BigInteger(1, octets).shiftRight(bits - network.prefixLength())
			.shiftLeft(bits - network.prefixLength());
		List<String> addresses = new ArrayList<>();
		for (int i = 0; i < count.intValueExact(); i++) {
			String address = show(first.add(BigInteger.valueOf(i)), octets.length);
			ports.forEach((port) -> addresses.add(address + ":" + port));
		}
		return addresses;
	}

	private static void requireFew(BigInteger count, String field) {
		if (count.compareTo(BigInteger.valueOf(MOST_ADDRESSES)) > 0) {
			throw Places.refused(field, Code.OUT_OF_RANGE,
					"These are " + count + " addresses and ports, and one call looks" + " at " + MOST_ADDRESSES
							+ " at most; split the network");
		}
	}

	private static String show(BigInteger number, int length) {
		byte[] bytes = number.toByteArray();
		byte[] octets = new byte[length];
		int taken = Math.min(bytes.length, length);
		System.arraycopy(bytes, bytes.length - taken, octets, length - taken, taken);
		try {
			String text = InetAddress.getByAddress(octets).getHostAddress();
			return text.contains(":") ? "[" + text + "]" : text;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(Arrays.toString(octets), ex);
		}
	}

	/**
	 * What was found.
	 *
	 * @param asked how many addresses were looked at
	 * @param found those that answer with a certificate, what ends first at the top
	 */
	public record Discovered(int asked, List<Found> found) {
	}

	/**
	 * An address that answers.
	 *
	 * @param fingerprint SHA-256 of its certificate
	 * @param trusted whether a path leads to our root or one of the system's
	 * @param certificate its id, where it is in the inventory
	 * @param installations that are looked at there already
	 * @param adopt what to POST to /api/v1/installations to have it watched; null where
	 * it is, or is not ours
	 */
	public record Found(String address, String fingerprint, List<String> names, @Nullable String subject,
			@Nullable String issuer, @Nullable Instant notAfter, boolean trusted, @Nullable UUID certificate,
			List<UUID> installations, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Adoption adopt) {
	}

	/**
	 * The JSON that makes an installation of it.
	 */
	public record Adoption(UUID certificate, String target, String address) {
	}

}
