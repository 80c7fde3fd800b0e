package handfast.certificate;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import handfast.audit.AuditReader;
import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.authority.SettableClock;
import handfast.revocation.Crls;
import handfast.storage.Node;
import handfast.x509.SerialNumber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetentionTests {

	private static final Set<UUID> NEEDED = new HashSet<>();

	@TempDir
	private Path home;

	private AuthorityFixture fixture;

	@BeforeEach
	void start() {
		this.fixture = AuthorityFixture.on(this.home, Map.of("spring.datasource.url",
				"jdbc:h2:file:" + this.home.resolve("database") + ";WRITE_DELAY=0", "handfast.inventory.keep", "P30D"),
				SettableClock.class, Needed.class)
			.establish();
		lists();
	}

	@AfterEach
	void stop() {
		this.fixture.close();
	}

	@Test
	void removesWhatEndedLongAgoAndKeepsTheRest() {
		Certificate old = issue(Duration.ofDays(1));
		Certificate needed = issue(Duration.ofDays(1));
		Certificate young = issue(Duration.ofDays(10));
		NEEDED.add(needed.id());
		pass(Duration.ofDays(32));
		run();
		assertThat(find(old)).isEmpty();
		assertThat(find(needed)).isPresent();
		assertThat(find(young)).isPresent();
		assertThat(rows("certificate_search", old)).isZero();
		assertThat(rows("certificate_search", young)).isPositive();
		assertThat(audited()).containsExactly(old.id().toString());
		NEEDED.clear();
		run();
		assertThat(find(needed)).isEmpty();
		assertThat(find(young)).isPresent();
		assertThat(this.fixture.authorities().all()).hasSize(2)
			.allSatisfy((authority) -> assertThat(authority.der()).isNotEmpty());
	}

	@Test
	void neverForgetsASerial() {
		Certificate old = issue(Duration.ofDays(1));
		pass(Duration.ofDays(32));
		run();
		assertThat(find(old)).isEmpty();
		Authority issuing = issuing();
		SerialNumber serial = new SerialNumber(new BigInteger(old.serial(), 16));
		// The audit still names it, which must not make an orphan of it.
		assertThat(certificates().revokeAsOrphan(UUID.randomUUID(), issuing.key(), issuing.id(), 1, serial,
				old.notAfter(), new byte[32], old.owner(), Instant.now()))
			.isFalse();
		assertThat(certificates().statusOf(issuing.key(), serial)).hasValueSatisfying((status) -> {
			assertThat(status.state()).isEqualTo(Certificate.State.ISSUED);
			assertThat(status.notAfter()).isEqualTo(old.notAfter());
		});
		Reservation again = new Reservation(UUID.randomUUID(), Certificate.Kind.END_ENTITY, issuing.key(), issuing.id(),
				serial, 1, new byte[1], old.owner(), "web-server", "v1", List.of(), "", "", old.notBefore(),
				old.notAfter(), "EC-P256", null, new byte[32], true, UUID.randomUUID(), null,
				new Node(UUID.randomUUID(), UUID.randomUUID()), null);
		assertThatExceptionOfType(SerialTaken.class).isThrownBy(() -> certificates().reserve(again));
	}

	@Test
	void waitsUntilARevokedOneHasLeftTheLists() {
		Certificate revoked = issue(Duration.ofDays(1));
		certificates().revoke(revoked.id(), this.fixture.get(Clock.class).instant(), "keyCompromise", false);
		lists();
		pass(Duration.ofDays(32));
		run();
		assertThat(find(revoked)).isPresent();
		// It stands on this one past its end, and is gone from the next.
		lists();
		run();
		assertThat(find(revoked)).isPresent();
		pass(Duration.ofDays(6));
		lists();
		run();
		assertThat(find(revoked)).isEmpty();
		SerialNumber serial = new SerialNumber(new BigInteger(revoked.serial(), 16));
		assertThat(certificates().statusOf(issuing().key(), serial))
			.hasValueSatisfying((status) -> assertThat(status.reason()).isEqualTo("keyCompromise"));
		long newest = newestList();
		lists();
		assertThat(newestList()).isEqualTo(newest);
	}

	@Test
	void refusesToKeepThemForLessThanAMonth() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InventoryProperties(Duration.ofDays(29)))
			.withMessageContaining("write a duration from P30D");
	}

	private void run() {
		JdbcTemplate jdbc = this.fixture.get(JdbcTemplate.class);
		new Sweep(jdbc, this.fixture.get(SearchRows.class), this.fixture.get(TransactionTemplate.class),
				this.fixture.get(Clock.class))
			.run();
		this.fixture.get(Retention.class).removeOld();
	}

	private void lists() {
		this.fixture.get(Crls.class).bringUpToDateNow();
	}

	private long newestList() {
		return this.fixture.jdbc().sql("SELECT max(number) FROM crl").query(Long.class).single();
	}

	private Certificate issue(Duration validity) {
		return this.fixture.authorities().issue(this.fixture.order(validity, "shop.test"));
	}

	private void pass(Duration time) {
		this.fixture.get(SettableClock.class).pass(time);
	}

	private Optional<Certificate> find(Certificate certificate) {
		return certificates().find(certificate.id());
	}

	private List<String> audited() {
		List<String> removed = new ArrayList<>();
		this.fixture.get(AuditReader.class).forEachAfter(0, (entry) -> {
			if (entry.line().action().equals("certificate.remove")) {
				removed.add(entry.line().object());
			}
		});
		return removed;
	}

	private int rows(String table, Certificate certificate) {
		return this.fixture.jdbc()
			.sql("SELECT count(*) FROM " + table + " WHERE certificate_id = ?")
			.param(certificate.id())
			.query(Integer.class)
			.single();
	}

	private Certificates certificates() {
		return this.fixture.get(Certificates.class);
	}

	private Authority issuing() {
		return this.fixture.authorities().all().getLast();
	}

	static class Needed {

		@Bean
		StillNeeded needed() {
			return (certificate) -> NEEDED.contains(certificate.id());
		}

	}

}
