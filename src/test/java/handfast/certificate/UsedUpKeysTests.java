package handfast.certificate;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import handfast.audit.AuditLog;
import handfast.authority.AuthorityFixture;
import handfast.authority.Order;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.x509.KeyAlgorithm;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class UsedUpKeysTests {

	@TempDir
	static Path home;

	@Test
	void erasesAKeyAWeekAfterTheLastOfItsCertificates() {
		try (AuthorityFixture fixture = AuthorityFixture.onH2(home).establish()) {
			SubjectKey shared = fixture.get(SubjectKeys.class).generate(KeyAlgorithm.EC_P256);
			SubjectKey revoked = fixture.get(SubjectKeys.class).generate(KeyAlgorithm.EC_P256);
			Certificate first = issue(fixture, shared, Duration.ofDays(30));
			Certificate second = issue(fixture, shared, Duration.ofDays(60));
			Certificate gone = issue(fixture, revoked, Duration.ofDays(60));
			assertThat(held(fixture, first)).isTrue();
			fixture.jdbc()
				.sql("update certificate set revoked_at = reserved_at where id = ?")
				.param(gone.id())
				.update();
			fixture.get(TransactionTemplate.class)
				.executeWithoutResult((status) -> fixture.get(SearchRows.class).restand(gone.id()));
			run(fixture, first.notAfter().plus(Duration.ofDays(8)));
			assertThat(held(fixture, gone)).isFalse();
			assertThat(held(fixture, first)).isTrue();
			run(fixture, second.notAfter().plus(Duration.ofDays(6)));
			assertThat(held(fixture, second)).isTrue();
			run(fixture, second.notAfter().plus(Duration.ofDays(8)));
			assertThat(held(fixture, first)).isFalse();
			assertThat(held(fixture, second)).isFalse();
			assertThat(fixture.get(SubjectKeys.class).require(shared.id()).wrapped()).isNull();
		}
	}

	private static Certificate issue(AuthorityFixture fixture, SubjectKey key, Duration validity) {
		Order order = fixture.order(validity, "shop.test");
		return fixture.authorities()
			.issue(new Order(order.profile(), order.wanted(), key, order.caller(), Optional.empty(), Optional.empty()));
	}

	private static boolean held(AuthorityFixture fixture, Certificate certificate) {
		return fixture.get(Certificates.class).find(certificate.id()).orElseThrow().keyHeld();
	}

	private static void run(AuthorityFixture fixture, Instant now) {
		Clock clock = Clock.fixed(now, ZoneOffset.UTC);
		JdbcTemplate jdbc = fixture.get(JdbcTemplate.class);
		TransactionTemplate transaction = fixture.get(TransactionTemplate.class);
		new Sweep(jdbc, new SearchRows(jdbc, clock), transaction, clock).run();
		new UsedUpKeys(jdbc, fixture.get(SubjectKeys.class), transaction, fixture.get(LockProvider.class),
				fixture.get(AuditLog.class), clock)
			.erase();
	}

}
