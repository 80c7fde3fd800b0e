package handfast.revocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.certificate.Certificates;
import handfast.certificate.RevokedTally;
import handfast.x509.Pem;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures how long a CRL of many entries takes, in a process with as little heap as it
 * may have. Arguments: {@code fill HOME URL USER SIZE…} makes CAs and for each size a
 * shard full of revoked certificates, {@code make HOME URL USER SHARD FILE} one CRL.
 */
final class CrlBenchmark {

	// The CAs' own are in the first.
	private static final int FIRST_SHARD = 2;

	private static final int BATCH = 1000;

	private static final String INSERT = """
			insert into certificate (id, state, kind, issuer_id, foreign_issuer, authority, serial, shard, der,
			  fingerprint, subject, issuer, profile, profile_version, owner, names, not_before, not_after, key_algorithm,
			  key_held, lineage, on_hold, chain_id, revoked_at, revocation_reason, decided_at, reserved_at)
			values (?, 'ISSUED', 'END_ENTITY', ?, false, ?, ?, ?, ?, ?, '', 'CN=Handfast', 'web-server', '000000000000', ?,
			  '["dns:shop.test"]', ?, ?, 'EC-P256', false, ?, false, ?, ?, 'superseded', ?, ?)
			""";

	private CrlBenchmark() {
	}

	static void main(String[] arguments) throws Exception {
		Path home = Path.of(arguments[1]);
		try (AuthorityFixture fixture = AuthorityFixture.on(Files.createDirectories(home),
				Map.of("spring.datasource.url", arguments[2], "spring.datasource.username", arguments[3]))) {
			if (arguments[0].equals("fill")) {
				fixture.establish();
				for (int i = 4; i < arguments.length; i++) {
					fill(fixture, FIRST_SHARD + i - 4, Integer.parseInt(arguments[i]));
				}
			}
			else {
				make(fixture, Integer.parseInt(arguments[4]), Path.of(arguments[5]));
			}
		}
		System.exit(0);
	}

	private static void fill(AuthorityFixture fixture, int shard, int size) {
		Authority issuing = fixture.authorities().all().getLast();
		JdbcTemplate jdbc = fixture.get(JdbcTemplate.class);
		Random random = new Random(shard);
		Instant now = Instant.now();
		for (int from = 0; from < size; from += BATCH) {
			List<Object[]> rows = new ArrayList<>();
			for (int i = from; i < Math.min(size, from + BATCH); i++) {
				rows.add(row(issuing, shard, random, now.minusSeconds(size - i)));
			}
			jdbc.batchUpdate(INSERT, rows);
		}
		jdbc.execute("analyze");
	}

	private static Object[] row(Authority issuing, int shard, Random random, Instant revoked) {
		UUID id = UUID.randomUUID();
		byte[] serial = bytes(random, 16);
		serial[0] = (byte) (0x40 | serial[0] & 0x3F);
		return new Object[] { id, issuing.key(), issuing.id(), serial, shard, bytes(random, 700), bytes(random, 32), id,
				utc(revoked.minus(Duration.ofDays(1))), utc(revoked.plus(Duration.ofDays(90))), id, issuing.key(),
				utc(revoked), utc(revoked), utc(revoked) };
	}

	private static void make(AuthorityFixture fixture, int shard, Path file) throws IOException {
		Authority issuing = fixture.authorities().all().getLast();
		CrlScope scope = new CrlScope(issuing, shard, "http://pki.test/pki/" + issuing.id() + "/" + shard + ".crl");
		CrlMaker maker = fixture.get(CrlMaker.class);
		CrlRows rows = fixture.get(CrlRows.class);
		Served served = fixture.get(Served.class);
		Duration before = cpu();
		long start = System.nanoTime();
		maker.make(scope);
		double made = seconds(start);
		served.serve(scope.key(), rows.der(scope, rows.newest(scope).orElseThrow().number()).orElseThrow());
		double onDisk = seconds(start);
		double cpu = cpu().minus(before).toMillis() / 1e3;
		long look = System.nanoTime();
		RevokedTally tally = fixture.get(Certificates.class).tallyRevokedIn(issuing.key(), shard, Instant.EPOCH);
		System.out.printf(
				"  Handfast: %.1f s until it is kept, %.1f s until it is served, %.1f s of CPU beside the database's;"
						+ " %d entries, %.1f MB; resident at most %s; looking whether it is behind %.0f ms%n",
				made, onDisk, cpu, tally.entries(), served.find(scope.key()).orElseThrow().der().length / 1e6,
				mostResident(), seconds(look) * 1000);
		Files.write(file, served.find(scope.key()).orElseThrow().der());
		Files.writeString(file.resolveSibling("issuing.pem"), Pem.certificate(issuing.der()));
	}

	private static String mostResident() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmHWM"))
			.map((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
			.findFirst()
			.orElse("?");
	}

	private static Duration cpu() {
		return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
	}

	private static double seconds(long since) {
		return (System.nanoTime() - since) / 1e9;
	}

	private static byte[] bytes(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		return bytes;
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
