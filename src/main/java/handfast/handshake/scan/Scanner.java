package handfast.handshake.scan;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import handfast.handshake.scan.CertificateScan.Shown;
import handfast.handshake.scan.GroupScan.Groups;
import handfast.handshake.scan.Scan.Client;
import handfast.handshake.scan.Scan.Features;
import handfast.handshake.scan.Scan.Version;
import handfast.handshake.wire.MessageParser;
import handfast.handshake.wire.Registry;
import handfast.validation.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Scans one server: first which versions it offers, then everything else beside each
 * other.
 */
public final class Scanner {

	/**
	 * For all connections together.
	 */
	public static final Duration DEADLINE = Duration.ofSeconds(20);

	private final SecureRandom random;

	private final Duration deadline;

	public Scanner(SecureRandom random, Duration deadline) {
		this.random = random;
		this.deadline = deadline;
	}

	/**
	 * @param serverName SNI; null for none
	 * @param key {@code EC-P256} or such: that of the certificate which a handshake has
	 * shown, for servers that encrypt it; null for none
	 */
	public Scanned scan(Connector connector, @Nullable String serverName, @Nullable String key) {
		long began = System.nanoTime();
		Asker asker = new Asker(connector, this.random, this.deadline);
		try (Together together = new Together()) {
			Map<Integer, Hello> openings = openings(asker, serverName, together);
			Hello clear = clear(openings);
			Future<List<Client>> clients = together
				.start(() -> openings.isEmpty() ? List.of() : clients(asker, serverName, together));
			Future<List<Shown>> certificates = together
				.start(() -> (clear != null) ? new CertificateScan(asker, clear).certificates() : List.of());
			Future<Features> features = together.start(() -> (clear != null)
					? new FeatureScan(asker, clear).features(older(openings)) : FeatureScan.HIDDEN);
			Future<@Nullable List<String>> alpn = together
				.start(() -> (clear != null) ? new FeatureScan(asker, clear).alpn() : null);
			List<VersionFacts> versions = new ArrayList<>(facts(asker, openings, serverName, together, true));
			// Last, so that it is these that are cut off where the limit is reached.
			versions.addAll(facts(asker, openings, serverName, together, false));
			List<Shown> shown = Together.await(certificates);
			Level level = Level.of(versions, keys(shown, key));
			Features seen = Together.await(features);
			List<String> protocols = Together.await(alpn);
			List<Client> answered = Together.await(clients);
			Scan scan = new Scan(asker.connections(), Duration.ofNanos(System.nanoTime() - began).toMillis(),
					asker.complete(), level.name(), level.reasons(), views(versions),
					shown.stream().map(CertificateScan::view).toList(), protocols, seen, answered);
			return new Scanned(scan, ScanJudge.judge(versions, seen));
		}
	}

	private static Map<Integer, Hello> openings(Asker asker, @Nullable String serverName, Together together) {
		Map<Integer, Future<@Nullable Hello>> asked = new LinkedHashMap<>();
		Candidates.VERSIONS.forEach((version) -> asked.put(version,
				together.start(() -> new SuiteScan(asker, version, serverName).opening())));
		Map<Integer, Hello> openings = new LinkedHashMap<>();
		asked.forEach((version, future) -> {
			Hello opening = Together.await(future);
			if (opening != null) {
				openings.put(version, opening);
			}
		});
		return openings;
	}

	// The newest version in which certificate and extensions come in clear.
	private static @Nullable Hello clear(Map<Integer, Hello> openings) {
		return openings.values().stream().filter((hello) -> !hello.isTls13()).findFirst().orElse(null);
	}

	private static @Nullable Hello older(Map<Integer, Hello> openings) {
		return openings.values().stream().skip(1).findFirst().orElse(null);
	}

	private static List<VersionFacts> facts(Asker asker, Map<Integer, Hello> openings, @Nullable String serverName,
			Together together, boolean current) {
		List<Future<VersionFacts>> facts = openings.entrySet()
			.stream()
			.filter((offered) -> (offered.getKey() >= MessageParser.TLS_1_2) == current)
			.map((offered) -> {
				Hello opening = offered.getValue();
				boolean whole = opening.isTls13() || opening.equals(clear(openings));
				return together.start(() -> facts(asker, offered.getKey(), opening, whole, serverName, together));
			})
			.toList();
		return facts.stream().map(Together::await).toList();
	}

	private static VersionFacts facts(Asker asker, int version, Hello opening, boolean whole,
			@Nullable String serverName, Together together) {
		SchemeScan schemeScan = new SchemeScan(asker, opening);
		GroupScan groupScan = new GroupScan(asker, opening);
		Future<Groups> groups = together.start(() -> whole ? groupScan.groups() : Groups.NOT_ASKED);
		Future<List<Integer>> schemes = together.start(() -> (version >= MessageParser.TLS_1_3) ? schemeScan.schemes13()
				: (version == MessageParser.TLS_1_2) ? schemeScan.schemes12() : List.of());
		Integer dhBits = whole ? groupScan.dhBits() : null;
		Elimination suites = new SuiteScan(asker, version, serverName).suites(opening);
		Groups found = Together.await(groups);
		return new VersionFacts(version, suites, found.found(), found.complete(), dhBits, Together.await(schemes));
	}

	private static List<Client> clients(Asker asker, @Nullable String serverName, Together together) {
		List<Future<Client>> asked = ClientFamily.ALL.stream()
			.map((family) -> together.start(() -> family.ask(asker, serverName)))
			.toList();
		return asked.stream().map(Together::await).toList();
	}

	private static List<LeafKey> keys(List<Shown> shown, @Nullable String key) {
		List<LeafKey> keys = new ArrayList<>(shown.stream().map((one) -> LeafKey.of(one.leaf())).toList());
		if (key != null) {
			keys.add(LeafKey.named(key));
		}
		return keys;
	}

	private static List<Version> views(List<VersionFacts> offered) {
		return Candidates.VERSIONS.stream()
			.map((version) -> offered.stream()
				.filter((facts) -> facts.version() == version)
				.map(VersionFacts::view)
				.findFirst()
				.orElseGet(() -> Version.missing(Registry.version(version))))
			.toList();
	}

	/**
	 * What was found, and what is wrong with it.
	 */
	public record Scanned(Scan scan, List<Finding> findings) {
	}

}
