package handfast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Certificates from a CSR, durable, by eight clients over HTTPS: against the bare sum of
 * what that takes, and against cfssl.
 */
final class Issuing implements Benchmark.Part {

	@Override
	public void run(Path folder, Databases databases) throws Exception {
		PreparedCsrs csrs = new PreparedCsrs();
		System.out.printf("%nIssues from a CSR (EC P-256, %d clients over HTTPS, client on the same cores)%n",
				Load.CLIENTS);
		Map<String, Double> ours = new LinkedHashMap<>();
		for (String database : databases.names()) {
			ours.put("Handfast on " + database, handfast(folder, databases, database, csrs));
		}
		Map<String, Double> theirs = new LinkedHashMap<>();
		BareSum bare = new BareSum(csrs);
		theirs.put("bare sum", say("bare sum of crypto and syncs, no HTTPS (" + bare.provider() + ")",
				bare.measure(Files.createDirectories(folder.resolve("bare")))));
		say("  its crypto alone", bare.measureCrypto());
		if (CfsslServe.isInstalled()) {
			cfssl(folder, databases, csrs, theirs);
		}
		else {
			System.out.println("  cfssl is not installed (golang-cfssl)");
		}
		ratios(ours, theirs);
	}

	private static double handfast(Path folder, Databases databases, String database, PreparedCsrs csrs)
			throws Exception {
		try (MeasuredService service = MeasuredService.start(folder.resolve("issuing-" + database),
				databases.settings(database))) {
			long before = service.residentMegabytes();
			Load.Figures cold = Load.measure((number) -> client(service, csrs));
			Map<String, Long> cpu = service.cpuByThread();
			Load.Figures figures = Load.measure((number) -> client(service, csrs));
			System.out.printf("    (the first %d s: %,.0f/s)%n", 2 * Benchmark.seconds(), cold.perSecond());
			double perSecond = say("Handfast on " + database, figures);
			System.out.printf("    resident memory %d MB after the start, %d MB after the load%n", before,
					service.residentMegabytes());
			sayCpu(cpu, service.cpuByThread(), 2 * Benchmark.seconds() * perSecond);
			return perSecond;
		}
	}

	private static void sayCpu(Map<String, Long> before, Map<String, Long> after, double issues) {
		System.out.print("    CPU of the service in ms for each issue:");
		after.forEach((kind, hundredths) -> {
			double millis = (hundredths - before.getOrDefault(kind, 0L)) * 10 / issues;
			if (millis > 0.005) {
				System.out.printf("  %s %.2f", kind, millis);
			}
		});
		System.out.println();
	}

	private static Load.Request client(MeasuredService service, PreparedCsrs csrs) throws IOException {
		LeanClient client = service.client();
		return new Load.Request() {

			@Override
			public void send() throws IOException {
				LeanClient.Answer answer = client.post("/api/v1/certificates",
						"{\"profile\": \"web-server\", \"csr\": \"" + csrs.next() + "\"}");
				if (answer.status() != 201) {
					throw new IOException("The service answered " + answer.text());
				}
			}

			@Override
			public void close() throws IOException {
				client.close();
			}
		};
	}

	private static void cfssl(Path folder, Databases databases, PreparedCsrs csrs, Map<String, Double> theirs)
			throws Exception {
		Path own = Files.createDirectories(folder.resolve("cfssl"));
		if (CfsslServe.hasSqlite()) {
			theirs.put("cfssl on SQLite", cfssl("cfssl on SQLite", own, csrs, CfsslServe.sqlite(own)));
		}
		if (databases.names().contains("postgres")) {
			theirs.put("cfssl on PostgreSQL",
					cfssl("cfssl on PostgreSQL", own, csrs, CfsslServe.database(own, "postgres", newTable(databases))));
		}
		theirs.put("cfssl, no database", cfssl("cfssl, no database, nothing kept", own, csrs));
	}

	private static double cfssl(String name, Path folder, PreparedCsrs csrs, String... options) throws Exception {
		try (CfsslServe serve = CfsslServe.start(folder, options)) {
			return say(name, serve.measure(csrs));
		}
	}

	private static String newTable(Databases databases) throws Exception {
		String name = databases.newDatabase();
		try (Connection connection = databases.postgres().getDatabase("postgres", name).getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(CfsslServe.TABLE.formatted("bytea"));
		}
		return "postgres://postgres:postgres@localhost:" + databases.postgres().getPort() + "/" + name
				+ "?sslmode=disable";
	}

	private static double say(String name, Load.Figures figures) {
		System.out.printf("  %-58s %s   load %s%n", name, figures, Machine.load());
		return figures.perSecond();
	}

	private static void ratios(Map<String, Double> ours, Map<String, Double> theirs) {
		System.out.printf("%n  %-24s", "ratio");
		theirs.keySet().forEach((name) -> System.out.printf("%22s", name));
		System.out.println();
		ours.forEach((name, perSecond) -> {
			System.out.printf("  %-24s", name);
			theirs.values().forEach((other) -> System.out.printf("%22.2f", perSecond / other));
			System.out.println();
		});
	}

}
