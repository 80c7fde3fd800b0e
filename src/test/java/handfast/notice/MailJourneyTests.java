package handfast.notice;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;

import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.authority.SettableClock;
import handfast.notice.MailServer.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mail as it comes out of a real SMTP server.
 */
class MailJourneyTests {

	private static final String PATH = "/api/v1/certificates";

	private SettableClock clock = new SettableClock();

	@TempDir
	Path folder;

	@Test
	void tellsBeforeTheEndInOneMailADay() throws Exception {
		try (MailServer mails = MailServer.start(0);
				RunningService service = start("--handfast.mail.port=" + mails.port(),
						"--handfast.mail.encryption=none", "--handfast.notices.contacts=admin@shop.test")) {
			String first = enroll(service, "one.shop.test", "\"contacts\": [\"ops@shop.test\"]");
			enroll(service, "two.shop.test", "\"contacts\": [\"ops@shop.test\", \"web@shop.test\"]");
			enroll(service, "nobodys.shop.test", "\"validity\": \"P91D\"");
			enroll(service, "itself.shop.test", "\"contacts\": [\"ops@shop.test\"], \"autoRenew\": true");
			enroll(service, "short.shop.test", "\"contacts\": [\"ops@shop.test\"], \"validity\": \"P80D\"");
			tell(service);
			assertThat(mails.count()).isZero();

			this.clock.pass(Duration.ofDays(60));
			tell(service);
			tell(service);
			List<Mail> come = mails.next(3);
			Mail ops = come.stream().filter((mail) -> mail.to().equals("ops@shop.test")).findFirst().orElseThrow();
			assertThat(come).extracting(Mail::to)
				.containsExactlyInAnyOrder("ops@shop.test", "web@shop.test", "admin@shop.test");
			assertThat(ops.subject()).isEqualTo("Handfast: 2 certificates end");
			assertThat(ops.text())
				.contains("one.shop.test ends on", "two.shop.test ends on", "29 days left",
						"POST /api/v1/certificates/" + first + "/renewal")
				.doesNotContain("itself.shop.test", "short.shop.test", "nobodys");
			assertThat(ops.html()).contains("one.shop.test ends on", "<h2").doesNotContain("itself.shop.test");
			assertThat(ops.message().getHeader("Auto-Submitted")).containsExactly("auto-generated");
			assertThat(ops.message().getFrom()[0].toString()).isEqualTo("Handfast <handfast@shop.test>");
			Mail admin = come.stream().filter((mail) -> mail.to().equals("admin@shop.test")).findFirst().orElseThrow();
			assertThat(admin.subject()).contains("nobodys.shop.test ends on");

			// What was renewed meanwhile is no news, and what ends first stands first.
			assertThat(service.post(PATH + "/" + first + "/renewal", "{}").status()).isEqualTo(201);
			this.clock.pass(Duration.ofDays(15));
			tell(service);
			Mail fourteen = mails.next(3)
				.stream()
				.filter((mail) -> mail.to().equals("ops@shop.test"))
				.findFirst()
				.orElseThrow();
			assertThat(fourteen.text()).contains("two.shop.test ends on", "14 days left", "short.shop.test")
				.doesNotContain("one.shop.test ends on");
			assertThat(fourteen.text().indexOf("short.shop.test")).isLessThan(fourteen.text().indexOf("two.shop.test"));
		}
	}

	@Test
	void sendsOnceHoweverManyTryAndAgainWhereTheServerWasAway() throws Exception {
		int port = freePort();
		try (RunningService service = start("--handfast.mail.port=" + port, "--handfast.mail.encryption=none")) {
			enroll(service, "away.shop.test", "\"contacts\": [\"ops@shop.test\"]");
			this.clock.pass(Duration.ofDays(62));
			tell(service);
			JdbcTemplate rows = service.bean(JdbcTemplate.class);
			assertThat(attempts(rows)).isOne();
			assertThat(rows.queryForObject("select problem from notice_digest", String.class))
				.contains(String.valueOf(port));
			tell(service);
			assertThat(attempts(rows)).isOne();
			this.clock.pass(Duration.ofSeconds(70));
			tell(service);
			assertThat(attempts(rows)).isEqualTo(2);
			try (MailServer mails = MailServer.start(port)) {
				this.clock.pass(Duration.ofSeconds(70));
				tell(service);
				assertThat(mails.count()).isZero();
				this.clock.pass(Duration.ofSeconds(70));
				List<Callable<Void>> many = new ArrayList<>();
				for (int i = 0; i < 8; i++) {
					many.add(() -> {
						service.bean(Digests.class).send();
						return null;
					});
				}
				try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
					for (Future<Void> one : threads.invokeAll(many)) {
						one.get();
					}
				}
				assertThat(mails.next(1).getFirst().text()).contains("away.shop.test");
				assertThat(attempts(rows)).isZero();
			}
		}
	}

	@Test
	void encryptsWithStartTlsAndSendsNothingInClear() throws Exception {
		try (MailServer mails = MailServer.start(0);
				RunningService maker = RunningService.start(this.folder.resolve("maker"))) {
			// A certificate under another root is none that the mailer trusts.
			try (StartTlsFront stranger = StartTlsFront.start(mails.port(), Keystores.context(maker, "localhost"));
					StartTlsFront clear = StartTlsFront.start(mails.port(), null)) {
				for (StartTlsFront front : List.of(stranger, clear)) {
					try (RunningService service = start("--handfast.mail.port=" + front.port())) {
						enroll(service, "first.shop.test", "\"contacts\": [\"ops@shop.test\"]");
						this.clock.pass(Duration.ofDays(62));
						tell(service);
						assertThat(attempts(service.bean(JdbcTemplate.class))).isOne();
						assertThat(service.bean(JdbcTemplate.class)
							.queryForObject("select problem from notice_digest", String.class))
							.containsAnyOf("not good", "STARTTLS");
					}
					assertThat(mails.count()).isZero();
				}
			}
			try (StartTlsFront front = StartTlsFront.start(mails.port(), null);
					RunningService service = start("--handfast.mail.port=" + front.port())) {
				front.use(Keystores.context(service, "other.test"));
				SSLContext right = Keystores.context(service, "localhost");
				enroll(service, "second.shop.test", "\"contacts\": [\"ops@shop.test\"]");
				this.clock.pass(Duration.ofDays(62));
				tell(service);
				assertThat(attempts(service.bean(JdbcTemplate.class))).isOne();
				assertThat(mails.count()).isZero();
				this.clock.pass(Duration.ofSeconds(70));
				front.use(right);
				tell(service);
				assertThat(mails.next(1).getFirst().text()).contains("second.shop.test");
				assertThat(front.encrypted()).isOne();
			}
		}
	}

	@Test
	void tellsTheAdministratorsOfCasAndCrlsAndTheContactsOfInstallationsAndRenewals() throws Exception {
		int dead = freePort();
		try (MailServer mails = MailServer.start(0);
				RunningService service = start("--handfast.mail.port=" + mails.port(),
						"--handfast.mail.encryption=none", "--handfast.notices.contacts=admin@shop.test")) {
			String permit = service.post("/api/v1/permitted-names", "{\"value\": \"gone.example.com\"}")
				.json()
				.get("id")
				.asString();
			enroll(service, "gone.example.com", "\"contacts\": [\"ops@shop.test\"], \"autoRenew\": true");
			service.delete("/api/v1/permitted-names/" + permit);
			String installed = enroll(service, "site.shop.test",
					"\"contacts\": [\"web@shop.test\"], \"validity\": \"P390D\"");
			Answer place = service.post("/api/v1/installations",
					"{\"certificate\": \"%s\", \"target\": \"nginx\", \"address\": \"127.0.0.1:%d\", \"serverName\": \"site.shop.test\"}"
						.formatted(installed, dead));
			assertThat(place.status()).as(place.toString()).isEqualTo(201);
			for (int i = 0; i < 100
					&& service.get("/api/v1/installations?status=unreachable").json().get("items").size() == 0; i++) {
				Thread.sleep(200);
			}
			service.bean(JdbcTemplate.class)
				.update("update crl set next_update = this_update where shard = 0 and number = (select max(number) from crl where shard = 0)");
			service.bean(AuthorityNews.class).look();
			service.bean(InstallationNews.class).look();
			service.bean(Digests.class).send();
			List<Mail> come = mails.next(2);
			assertThat(come).extracting(Mail::to).containsExactlyInAnyOrder("web@shop.test", "admin@shop.test");
			assertThat(come)
				.anySatisfy((mail) -> assertThat(mail.subject()).contains("127.0.0.1:" + dead + " can't be reached"));
			assertThat(come).anySatisfy((mail) -> assertThat(mail.subject()).contains("CRL 0 of", "runs out"));

			this.clock.pass(Duration.ofDays(68));
			service.bean(RenewalNews.class).look();
			for (int i = 0; i < 100 && failures(service) < 2; i++) {
				this.clock.pass(Duration.ofSeconds(20));
				Thread.sleep(300);
			}
			service.bean(RenewalNews.class).look();
			tell(service);
			Mail renewal = mails.next(1).getFirst();
			assertThat(renewal.to()).isEqualTo("ops@shop.test");
			assertThat(renewal.text()).contains("Renewals that failed", "gone.example.com could not be renewed",
					"not on the permit list");

			this.clock.pass(Duration.ofDays(4 * 365));
			service.bean(AuthorityNews.class).look();
			service.bean(Digests.class).send();
			assertThat(mails.next(1).getFirst().text()).contains("CAs that end", "days left");
		}
	}

	private static int failures(RunningService service) {
		return service.bean(JdbcTemplate.class)
			.queryForObject("select coalesce(max(attempts), 0) from certificate_renewal", Integer.class);
	}

	private static Integer attempts(JdbcTemplate rows) {
		return rows.queryForObject("select max(attempts) from notice_digest", Integer.class);
	}

	// Each at the real time: its client knows no other.
	private RunningService start(String... settings) {
		this.clock = new SettableClock();
		List<String> all = new ArrayList<>(List.of("--handfast.mail.host=localhost",
				"--handfast.mail.from=handfast@shop.test", "--handfast.notices.gather=PT0S"));
		all.addAll(List.of(settings));
		return RunningService.start(this.clock, this.folder.resolve("home-" + System.nanoTime()),
				all.toArray(String[]::new));
	}

	private static void tell(RunningService service) {
		service.bean(ExpiryNews.class).look();
		service.bean(Digests.class).send();
	}

	private static String enroll(RunningService service, String name, String more) {
		Answer answer = service.post(PATH, "{\"names\": [\"%s\"], %s}".formatted(name, more));
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().get("id").asString();
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
