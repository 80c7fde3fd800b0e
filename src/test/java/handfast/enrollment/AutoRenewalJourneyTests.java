package handfast.enrollment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.authority.SettableClock;
import handfast.certificate.DueRenewals;
import handfast.certificate.DueRenewals.Due;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Handfast renews by itself.
 */
class AutoRenewalJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private static final int MANY = 20;

	@TempDir
	Path folder;

	@Test
	void makesOneSuccessorHoweverManyNodesLook() throws Exception {
		SettableClock clock = new SettableClock();
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
				RunningService one = start(clock, "one", postgres);
				RunningService two = start(clock, "two", postgres)) {
			List<UUID> ids = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				ids.add(enroll(one, "auto-" + i + ".test"));
			}
			clock.pass(Duration.ofDays(6).minusHours(1));
			sweepAtOnce(one, two);
			ids.forEach((id) -> assertThat(find(one, id).get("successor").isNull()).isTrue());
			clock.pass(Duration.ofDays(1));
			sweepAtOnce(one, two);
			JdbcTemplate rows = one.bean(JdbcTemplate.class);
			for (UUID id : ids) {
				JsonNode old = find(one, id);
				assertThat(old.get("status").asString()).isEqualTo("superseded");
				JsonNode made = find(one, UUID.fromString(old.get("successor").asString()));
				assertThat(made.at("/renewal/auto").asBoolean()).isTrue();
				assertThat(made.at("/selfTest/verdict").asString()).isEqualTo("passed");
				assertThat(
						rows.queryForObject("select count(*) from certificate where predecessor = ?", Long.class, id))
					.isOne();
			}
			assertThat(rows.queryForObject(
					"select count(distinct spki_sha256) from certificate where names like '%auto-%'", Long.class))
				.isEqualTo(2 * MANY);
			assertThat(rows.queryForObject("select count(*) from certificate where state <> 'ISSUED'", Long.class))
				.isZero();
			assertThat(one.bean(DueRenewals.class).due(Instant.now().plus(Duration.ofDays(3650)), 1000))
				.extracting(Due::certificate)
				.doesNotContainAnyElementsOf(ids)
				.hasSize(MANY);
		}
	}

	@Test
	void triesAgainAfterLongerAndLongerPauses() {
		SettableClock clock = new SettableClock();
		try (RunningService service = RunningService.start(clock, this.folder.resolve("home"))) {
			String permit = service.post("/api/v1/permitted-names", "{\"value\": \"later.example.com\"}")
				.json()
				.get("id")
				.asString();
			UUID id = enroll(service, "later.example.com");
			assertThat(service.delete("/api/v1/permitted-names/" + permit).status()).isEqualTo(204);
			clock.pass(Duration.ofDays(7));
			Duration before = Duration.ZERO;
			for (int attempt = 1; attempt <= 5; attempt++) {
				service.bean(AutoRenewals.class).sweep();
				Due failed = service.bean(DueRenewals.class).failing(new UUID(0, 0), 10).getFirst();
				assertThat(failed.certificate()).isEqualTo(id);
				assertThat(failed.attempts()).isEqualTo(attempt);
				assertThat(failed.problem()).contains("not on the permit list");
				Duration pause = Duration.between(clock.instant(), failed.dueAt());
				assertThat(pause).isGreaterThan(before.multipliedBy(3).dividedBy(2));
				service.bean(AutoRenewals.class).sweep();
				assertThat(service.bean(DueRenewals.class).failing(new UUID(0, 0), 10).getFirst().attempts())
					.isEqualTo(attempt);
				before = pause;
				clock.pass(pause.plusSeconds(1));
			}
			service.post("/api/v1/permitted-names", "{\"value\": \"later.example.com\"}");
			service.bean(AutoRenewals.class).sweep();
			assertThat(find(service, id).get("successor").isNull()).isFalse();
			assertThat(service.bean(DueRenewals.class).failing(new UUID(0, 0), 10)).isEmpty();
			JdbcTemplate rows = service.bean(JdbcTemplate.class);
			// Its copy for searching comes a moment later.
			for (int i = 0; i < 100 && audited(rows, id).size() < 6; i++) {
				java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
			}
			assertThat(audited(rows, id)).containsExactly("refused", "refused", "refused", "refused", "refused",
					"done");
		}
	}

	@Test
	void leavesAloneWhatWasTakenBackOrIsRenewedByItsHost() {
		SettableClock clock = new SettableClock();
		try (RunningService service = RunningService.start(clock, this.folder.resolve("home"))) {
			UUID revoked = enroll(service, "revoked.test");
			service.post(PATH + "/" + revoked + "/revocation", "{\"reason\": \"superseded\"}");
			UUID hosted = enroll(service, "hosted.test");
			assertThat(service
				.post("/api/v1/installations",
						"{\"certificate\": \"%s\", \"target\": \"nginx\", \"renew\": true}".formatted(hosted))
				.status()).isEqualTo(201);
			clock.pass(Duration.ofDays(7));
			service.bean(AutoRenewals.class).sweep();
			assertThat(find(service, revoked).get("successor").isNull()).isTrue();
			assertThat(find(service, hosted).get("successor").isNull()).isTrue();
			assertThat(service.bean(DueRenewals.class).failing(new UUID(0, 0), 10)).isEmpty();
		}
	}

	private static List<String> audited(JdbcTemplate rows, UUID id) {
		return rows
			.queryForList("select outcome from audit_line where action = 'certificate.auto-renewal' and object = ?"
					+ " order by line_number", String.class, id.toString());
	}

	private static void sweepAtOnce(RunningService one, RunningService two) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(2);
		List<Callable<Void>> both = new ArrayList<>();
		for (RunningService service : List.of(one, two)) {
			both.add(() -> {
				barrier.await();
				service.bean(AutoRenewals.class).sweep();
				return null;
			});
		}
		try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
			for (Future<Void> future : threads.invokeAll(both)) {
				future.get();
			}
		}
	}

	private RunningService start(SettableClock clock, String name, EmbeddedPostgres postgres) {
		return RunningService.start(clock, this.folder.resolve(name),
				"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
				"--spring.datasource.username=postgres", "--handfast.key-file=" + this.folder.resolve("shared-kek"),
				"--handfast.public-url=http://pki.test:80");
	}

	private static UUID enroll(RunningService service, String name) {
		Answer answer = service.post(PATH,
				"{\"names\": [\"%s\"], \"validity\": \"P9D\", \"autoRenew\": true}".formatted(name));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return UUID.fromString(answer.json().get("id").asString());
	}

	private static JsonNode find(RunningService service, UUID id) {
		return service.get(PATH + "/" + id).json();
	}

}
