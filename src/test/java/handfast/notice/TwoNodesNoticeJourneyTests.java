package handfast.notice;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.revocation.Crls;
import handfast.authority.SettableClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one PostgreSQL tell once.
 */
class TwoNodesNoticeJourneyTests {

	private static final int MANY = 20;

	private static final int ROUNDS = 3;

	@TempDir
	Path folder;

	@Test
	void tellEachThingOnce() throws Exception {
		SettableClock clock = new SettableClock();
		try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
				MailServer mails = MailServer.start(0);
				Receiver receiver = Receiver.start(null);
				RunningService one = start(clock, "one", postgres, mails);
				RunningService two = start(clock, "two", postgres, mails)) {
			assertThat(one
				.post("/api/v1/webhooks",
						"{\"name\": \"pager\", \"url\": \"http://127.0.0.1:%d\"}".formatted(receiver.port()))
				.status()).isEqualTo(201);
			for (int i = 0; i < MANY; i++) {
				Answer answer = one.post("/api/v1/certificates",
						"{\"names\": [\"n%d.shop.test\"], \"contacts\": [\"ops%d@shop.test\", \"webhook:pager\"]}"
							.formatted(i, i % 2));
				assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
			}
			clock.pass(Duration.ofDays(62));
			// Or those who look after the CA are told of lists that ran out.
			one.bean(Crls.class).bringUpToDateNow();
			for (int round = 0; round < ROUNDS; round++) {
				atOnce(List.of(one, two));
			}
			assertThat(receiver.calls()).hasSize(MANY)
				.extracting((call) -> call.headers().getFirst("Handfast-Delivery"))
				.doesNotHaveDuplicates();
			assertThat(mails.next(2))
				.allSatisfy((mail) -> assertThat(mail.subject()).contains(MANY / 2 + " certificates end"));
			String metrics = one.get("/metrics").text();
			assertThat(metrics).contains("handfast_queue{name=\"mail\"} 0.0", "handfast_queue{name=\"webhooks\"} 0.0",
					"handfast_notices_failures 0.0");
			assertThat(one.get("/api/v1/calendar.ics").text()).contains("n0.shop.test", "n19.shop.test");
			assertThat(one.post("/api/v1/calendars", "{\"name\": \"all\"}").status()).isEqualTo(201);
			assertThat(one.get("/api/v1/calendars").json().get("items").size()).isOne();
			String id = one.get("/api/v1/certificates?contact=ops1@shop.test").json().at("/items/0/id").asString();
			assertThat(one.put("/api/v1/certificates/" + id + "/upkeep", "{\"contacts\": [], \"autoRenew\": true}")
				.status()).isEqualTo(200);
			assertThat(one.get("/api/v1/certificates?contact=ops1@shop.test").json().get("items").size())
				.isEqualTo(MANY / 2 - 1);
		}
	}

	private static void atOnce(List<RunningService> services) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(services.size());
		List<Callable<Void>> rounds = new ArrayList<>();
		for (RunningService service : services) {
			rounds.add(() -> {
				barrier.await();
				service.bean(ExpiryNews.class).look();
				barrier.await();
				service.bean(WebhookPosts.class).deliver();
				service.bean(Digests.class).send();
				service.bean(RenewalNews.class).look();
				service.bean(InstallationNews.class).look();
				service.bean(AuthorityNews.class).look();
				service.bean(Notices.class).forgetOld();
				return null;
			});
		}
		try (ExecutorService threads = Executors.newFixedThreadPool(services.size())) {
			for (Future<Void> round : threads.invokeAll(rounds)) {
				round.get();
			}
		}
	}

	private RunningService start(SettableClock clock, String name, EmbeddedPostgres postgres, MailServer mails) {
		return RunningService.start(clock, this.folder.resolve(name),
				"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
				"--spring.datasource.username=postgres", "--handfast.key-file=" + this.folder.resolve("shared-kek"),
				"--handfast.public-url=http://pki.test:80", "--handfast.mail.host=127.0.0.1",
				"--handfast.mail.from=handfast@shop.test", "--handfast.mail.port=" + mails.port(),
				"--handfast.mail.encryption=none", "--handfast.notices.gather=PT0S",
				"--handfast.notices.contacts=admin@shop.test");
	}

}
