package handfast.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import handfast.access.Caller;
import handfast.access.Role;
import handfast.storage.Node;
import handfast.x509.ObservedName;
import handfast.x509.SerialNumber;
import handfast.x509.TimeOrderedIds;

/**
 * Measures each kind of search over a large inventory against the limit of 20 ms, and the
 * rows of an issue. Arguments: rows (1000000), databases (h2,postgres), folder for H2.
 */
final class SearchBenchmark {

	private static final Duration LIMIT = Duration.ofMillis(20);

	private static final int ROUNDS = 100;

	private static final Caller ADMINISTRATOR = caller(new UUID(0, 1), Role.ADMINISTRATOR);

	private final TestDatabase database;

	private final Clock clock = Clock.systemUTC();

	private final InventoryLoad load;

	private final int rows;

	private final CertificateSearch search;

	private SearchBenchmark(TestDatabase database, int rows) {
		this.database = database;
		this.rows = rows;
		this.load = new InventoryLoad(database.jdbc(), database.transaction(), this.clock);
		SearchRows searchRows = new SearchRows(database.jdbc(), this.clock);
		Inventory inventory = new Inventory(database.jdbc(), new Chains(database.jdbc()), searchRows, this.clock);
		this.search = new CertificateSearch(database.jdbc(), inventory, this.clock);
	}

	static void main(String[] arguments) throws Exception {
		int rows = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 1_000_000;
		List<String> databases = List.of(((arguments.length > 1) ? arguments[1] : "h2,postgres").split(","));
		Path folder = (arguments.length > 2) ? Path.of(arguments[2]) : Files.createTempDirectory("handfast-search");
		for (String name : databases) {
			TestDatabase database = name.equals("h2") ? TestDatabase.h2(folder.resolve("inventory"))
					: TestDatabase.postgres();
			System.out.println(name);
			new SearchBenchmark(database, rows).run(name.equals("h2"));
			database.close();
		}
		delete(folder);
		System.exit(0);
	}

	private void run(boolean h2) throws IOException, InterruptedException {
		long start = System.nanoTime();
		// Sorted once, not a million times in between.
		List<String> indexes = searchIndexes();
		indexes.forEach((index) -> this.database.jdbc().execute("drop index " + index.split(" ")[2]));
		this.load.fill(this.rows);
		indexes.forEach(this.database.jdbc()::execute);
		System.out.printf("  %,d certificates loaded in %d s%n", this.rows,
				TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
		this.database.jdbc().execute("analyze");
		if (h2) {
			// As in earnest; while loading, each commit would rewrite a part of the file.
			this.database.jdbc().execute("set write_delay 0");
		}
		searches().forEach(this::measure);
		measureIssues();
	}

	private static List<String> searchIndexes() throws IOException {
		return Files.readString(Path.of("db/V05__certificate.sql"))
			.lines()
			.filter((line) -> line.startsWith("create index certificate_search_"))
			.map((line) -> line.replace(";", ""))
			.toList();
	}

	private Map<String, Supplier<Object>> searches() {
		Place end = new Place(Instant.parse("2000-01-01T00:00:00Z"), this.load.id(30, this.rows));
		Place lastToExpire = new Place(this.clock.instant().minus(Duration.ofDays(620)), this.load.id(30, this.rows));
		Instant soon = this.clock.instant().plus(Duration.ofDays(7));
		String busy = SearchKeys.exactly("dns", InventoryLoad.BUSY_NAME);
		Map<String, Supplier<Object>> searches = new LinkedHashMap<>();
		CertificateQuery all = query(null, null, null, null, null, null);
		searches.put("all, first page", () -> find(all, ADMINISTRATOR, Place.START, 50));
		searches.put("all, 500 a page", () -> find(all, ADMINISTRATOR, Place.START, 500));
		searches.put("all, last page", () -> find(all, ADMINISTRATOR, end, 50));
		String one = SearchKeys.exactly("dns", "h20.d20.test");
		searches.put("name with one", () -> find(query(one, null, null, null, null, null)));
		searches.put("name with 10 %", () -> find(query(busy, null, null, null, null, null)));
		searches.put("name with 10 %, last page",
				() -> find(query(busy, null, null, null, null, null), ADMINISTRATOR, end, 50));
		searches.put("below .d20.test", () -> find(query(SearchKeys.below("d20.test"), null, null, null, null, null)));
		searches.put("below .test", () -> find(query(SearchKeys.below("test"), null, null, null, null, null)));
		for (Status status : Status.values()) {
			searches.put("status " + status.label(), () -> find(query(null, status, null, null, null, null)));
			searches.put("name with 10 %, status " + status.label(),
					() -> find(query(busy, status, null, null, null, null)));
			searches.put("status " + status.label() + ", last page",
					() -> find(query(null, status, null, null, null, null), ADMINISTRATOR, end, 50));
		}
		String rare = InventoryLoad.RARE_PROFILE;
		searches.put("rare profile", () -> find(query(null, null, rare, null, null, null)));
		searches.put("rare profile, active", () -> find(query(null, Status.ACTIVE, rare, null, null, null)));
		searches.put("name with 10 %, rare profile", () -> find(query(busy, null, rare, null, null, null)));
		searches.put("name with 10 %, profile client", () -> find(query(busy, null, "client", null, null, null)));
		searches.put("profile web-server", () -> find(query(null, null, "web-server", null, null, null)));
		searches.put("unknown profile", () -> find(query(null, null, "none", null, null, null)));
		searches.put("owner with 10 %", () -> find(query(null, null, null, InventoryLoad.LARGE_OWNER, null, null)));
		searches.put("owner and name with 10 % each, none in common",
				() -> find(query(busy, null, null, InventoryLoad.LARGE_OWNER, null, null)));
		searches.put("requester, below .test, active",
				() -> find(query(SearchKeys.below("test"), Status.ACTIVE, null, null, null, null),
						caller(new UUID(7, 5), Role.REQUESTER), Place.START, 50));
		searches.put("expiresBefore", () -> find(query(null, null, null, null, soon, null)));
		searches.put("expiresBefore, active", () -> find(query(null, Status.ACTIVE, null, null, soon, null)));
		searches.put("expiresBefore, last page",
				() -> find(query(null, null, null, null, soon, null), ADMINISTRATOR, lastToExpire, 50));
		searches.put("expiresAfter, name with 10 %", () -> find(query(busy, null, null, null, null, soon)));
		searches.put("expiresAfter, rare profile", () -> find(query(null, null, rare, null, null, soon)));
		searches.put("expiresBefore, name with 10 %, profile client, owner",
				() -> find(query(busy, null, "client", new UUID(7, 5), soon, null)));
		String serial = HexFormat.of().formatHex(InventoryLoad.serial(this.rows / 2));
		searches.put("serialNumber",
				() -> find(new CertificateQuery(null, null, null, null, serial, null, null, null)));
		RevokedRows revoked = new RevokedRows(this.database.jdbc(), new SearchRows(this.database.jdbc(), this.clock),
				this.clock);
		searches.put("(CRL) count of a shard", () -> revoked.count(new UUID(1, 1), 3));
		searches.put("(CRL) what a shard comes to", () -> revoked.tally(new UUID(1, 1), 3, Instant.EPOCH));
		return searches;
	}

	private void measure(String name, Supplier<Object> search) {
		for (int i = 0; i < 20; i++) {
			search.get();
		}
		long[] nanos = new long[ROUNDS];
		Object answer = null;
		for (int i = 0; i < ROUNDS; i++) {
			long start = System.nanoTime();
			answer = search.get();
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		String found = (answer instanceof CertificateSearch.Found page)
				? page.items().size() + ((page.next() != null) ? " and more" : "") : String.valueOf(answer);
		System.out.printf("  %-55s p50 %6.2f ms  p99 %6.2f ms  %s  %s%n", name, nanos[ROUNDS / 2] / 1e6,
				nanos[ROUNDS * 99 / 100] / 1e6, (nanos[ROUNDS / 2] <= LIMIT.toNanos()) ? "ok  " : "OVER", found);
	}

	private void measureIssues() throws InterruptedException {
		SecureRandom random = new SecureRandom();
		TimeOrderedIds ids = new TimeOrderedIds(this.clock, random);
		Intents intents = new Intents(this.database.jdbc(), new SearchRows(this.database.jdbc(), this.clock),
				new DueRenewals(this.database.jdbc()), this.clock);
		Node node = new Node(ids.next(), ids.next());
		int issues = 20_000;
		long start = System.nanoTime();
		try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
			for (int i = 0; i < issues; i++) {
				workers.submit(() -> {
					Reservation intent = intent(ids.next(), random, node);
					byte[] der = new byte[640];
					random.nextBytes(der);
					this.database.transaction().executeWithoutResult((status) -> intents.reserve(intent));
					this.database.transaction().executeWithoutResult((status) -> intents.markIssued(intent, der));
				});
			}
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		System.out.printf("  %,.0f issues/s in rows alone (reserve and issue, 8 threads, no fsync waited for on H2)%n",
				issues / seconds);
	}

	private Reservation intent(UUID id, SecureRandom random, Node node) {
		Instant from = Instant.ofEpochSecond(this.clock.instant().getEpochSecond() - 300);
		return new Reservation(id, Certificate.Kind.END_ENTITY, new UUID(1, 1), new UUID(1, 1),
				SerialNumber.random(random), 99, new byte[600], new UUID(7, 5), "web-server", "v1",
				List.of(new ObservedName("dns", "shop.test"), new ObservedName("dns", "www.shop.test")), "CN=shop.test",
				"CN=Benchmark", from, from.plus(Duration.ofDays(90)), "EC-P256", null, new byte[32], true, id, null,
				node, null);
	}

	private CertificateSearch.Found find(CertificateQuery query) {
		return find(query, ADMINISTRATOR, Place.START, 50);
	}

	private CertificateSearch.Found find(CertificateQuery query, Caller caller, Place after, int limit) {
		return this.search.find(query, caller, after, limit);
	}

	private static CertificateQuery query(String name, Status status, String profile, UUID owner, Instant before,
			Instant after) {
		return new CertificateQuery(name, status, profile, owner, null, null, before, after);
	}

	private static Caller caller(UUID id, Role role) {
		return new Caller(id, "benchmark", role, List.of(), List.of(), null);
	}

	private static void delete(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(folder);
	}

}
