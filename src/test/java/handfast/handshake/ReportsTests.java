package handfast.handshake;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import handfast.handshake.HandshakeReport.SessionKeys;
import handfast.handshake.HandshakeReport.Step;
import handfast.validation.Code;
import handfast.validation.Finding;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ReportsTests {

	private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

	private final DataSource database = database();

	@Test
	void findsAReportRightAwayAndAfterItWasWritten() throws InterruptedException {
		HandshakeReport report = report(NOW);
		Reports reports = reports(NOW);
		UUID owner = UUID.randomUUID();
		reports.keep(report, null, owner, null);
		assertThat(reports.find(report.id()).orElseThrow().report()).isEqualTo(report);
		reports.close();
		Reports.Stored stored = reports(NOW).find(report.id()).orElseThrow();
		assertThat(stored.report()).isEqualTo(report);
		assertThat(stored.owner()).isEqualTo(owner);
	}

	@Test
	void keepsTheSummaryOfAReportWhoseTimeIsOver() throws InterruptedException {
		HandshakeReport report = report(NOW);
		Reports reports = reports(NOW);
		reports.keep(report, null, null, null);
		reports.close();
		Reports later = reports(NOW.plus(Duration.ofDays(31)));
		later.letGo();
		Reports.Stored stored = later.find(report.id()).orElseThrow();
		assertThat(stored.report()).isNull();
		assertThat(stored.summary()).contains("failed", "shop.test:443", "expired");
	}

	@Test
	void keepsTheLastProofUntilItsCertificateHasExpired() throws InterruptedException {
		UUID certificate = UUID.randomUUID();
		HandshakeReport first = report(NOW);
		HandshakeReport last = report(NOW.plusSeconds(1));
		Reports reports = reports(NOW);
		Instant expires = NOW.plus(Duration.ofDays(90));
		reports.keep(first, certificate, null, expires);
		reports.keep(last, certificate, null, expires);
		reports.close();
		Reports later = reports(NOW.plus(Duration.ofDays(100)));
		later.letGo();
		assertThat(later.find(first.id()).orElseThrow().report()).isNull();
		assertThat(later.find(last.id()).orElseThrow().report()).isEqualTo(last);
		Reports muchLater = reports(NOW.plus(Duration.ofDays(121)));
		muchLater.letGo();
		assertThat(muchLater.find(last.id()).orElseThrow().report()).isNull();
	}

	@Test
	void knowsNothingOfWhatWasNeverKept() {
		assertThat(reports(NOW).find(UUID.randomUUID())).isEmpty();
	}

	private Reports reports(Instant now) {
		return new Reports(JdbcClient.create(this.database),
				new TransactionTemplate(new JdbcTransactionManager(this.database)), new JsonMapper(),
				Clock.fixed(now, ZoneOffset.UTC), new ReportProperties(Duration.ofDays(30)));
	}

	private static HandshakeReport report(Instant at) {
		Step step = new Step(1, "moment", "TCP connected", "both", false, 0, 0, "connect", "…",
				java.util.Map.of("address", "127.0.0.1:443", "values", List.of("a", "b"), "number", 7));
		return new HandshakeReport(UUID.randomUUID(), "shop.test:443", "127.0.0.1:443", "shop.test", at, "failed",
				"TLSv1.3", "TLS_AES_128_GCM_SHA256", new HandshakeReport.KeyExchange("ECDHE", "x25519"), null, null,
				List.of(step), new SessionKeys(false, null), List.of(), null, null, List.of(), List.of(), List.of(),
				null, List.of(Finding.of(Code.EXPIRED, "It has expired")), List.of());
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new ResourceDatabasePopulator(new FileSystemResource(Path.of("db/V08__handshake.sql"))).execute(database);
		return database;
	}

}
