package handfast.revocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import handfast.Peers;
import handfast.audit.AuditLog;
import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.authority.CrlProperties;
import handfast.authority.CrlSigner;
import handfast.authority.CrlSigners;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.certificate.RevokedTally;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.storage.Home;
import handfast.x509.Pem;
import handfast.x509.SerialNumber;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CrlsTests {

	@TempDir
	static Path home;

	static AuthorityFixture fixture;

	@BeforeAll
	static void start() {
		fixture = AuthorityFixture.onH2(home).establish();
		crls().bringUpToDate();
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@Test
	void signsAShardedAndAWholeListForEachCa() throws Exception {
		for (Authority authority : fixture.authorities().all()) {
			X509CRLHolder sharded = crl(authority, 1);
			X509CRLHolder whole = crl(authority, 0);
			assertThat(sharded.getIssuer()).isEqualTo(authority.holder().getSubject());
			assertThat(sharded.getExtension(Extension.cRLNumber)).isNotNull();
			assertThat(sharded.getExtension(Extension.issuingDistributionPoint).isCritical()).isTrue();
			assertThat(IssuingDistributionPoint
				.getInstance(sharded.getExtension(Extension.issuingDistributionPoint).getParsedValue())
				.toString()).contains("/pki/" + authority.id() + "/1.crl");
			assertThat(whole.getExtension(Extension.issuingDistributionPoint)).isNull();
		}
	}

	@Test
	void verifiesWithOpenSsl() throws Exception {
		Peers.require("openssl");
		Path leaf = write("leaf.pem",
				Pem.certificate(fixture.authorities().issue(fixture.order("shop.test")).requireDer()));
		assertThat(verify(leaf)).contains("leaf.pem: OK");
	}

	@Test
	void listsAnOrphanWithoutAReasonAndOpenSslRefusesIt() throws Exception {
		Peers.require("openssl");
		Authority issuing = issuing();
		Certificate certificate = fixture.authorities().issue(fixture.order("gone.shop.test"));
		long before = number(crl(issuing, certificate.shard()));
		// As if the database had been restored from before the issue, while the audit
		// knows
		fixture.jdbc().sql("DELETE FROM certificate WHERE id = ?").param(certificate.id()).update();
		fixture.get(Certificates.class)
			.revokeAsOrphan(UUID.randomUUID(), issuing.key(), issuing.id(), certificate.shard(), serial(certificate),
					certificate.notAfter(), new byte[32], certificate.owner(), Instant.now());
		crls().bringUpToDate();
		X509CRLHolder crl = crl(issuing, certificate.shard());
		X509CRLEntryHolder entry = crl.getRevokedCertificate(serial(certificate).value());
		assertThat(entry).isNotNull();
		assertThat(entry.hasExtensions()).isFalse();
		assertThat(number(crl)).isGreaterThan(before);
		assertThat(crl(issuing, 0).getRevokedCertificate(serial(certificate).value())).isNotNull();
		Path leaf = write("gone.pem", Pem.certificate(certificate.requireDer()));
		assertThat(verify(leaf)).contains("certificate revoked");
	}

	@Test
	void signsNothingAnewWhereNothingHasChanged() {
		crls().bringUpToDate();
		long before = rows();
		crls().bringUpToDate();
		assertThat(rows()).isEqualTo(before);
	}

	@Test
	void keepsEachListOnDiskBeforeItIsServed() throws Exception {
		Authority issuing = issuing();
		byte[] onDisk = Files.readAllBytes(home.resolve("crl").resolve(issuing.id() + "-1.crl"));
		Served.Crl served = fixture.get(Served.class).find(new Served.Key(issuing.id(), 1)).orElseThrow();
		assertThat(served.der()).isEqualTo(onDisk);
		assertThat(new Served(fixture.get(Home.class)).find(new Served.Key(issuing.id(), 1)).orElseThrow().number())
			.isEqualTo(served.number());
	}

	@Test
	void jumpsADayWhereTheDatabaseIsOlderThanTheListOnDisk() throws Exception {
		Authority root = fixture.authorities().all().getFirst();
		long before = number(crl(root, 0));
		fixture.jdbc().sql("DELETE FROM crl WHERE ca_key = ? AND shard = 0").param(root.key()).update();
		crls().bringUpToDate();
		assertThat(number(crl(root, 0))).isGreaterThan(before + TimeUnit.DAYS.toMillis(1) - 1);
	}

	@Test
	void makesWhatIsMissingThoughAKilledNodeHoldsTheLease() throws Exception {
		Authority root = fixture.authorities().all().getFirst();
		SimpleLock left = fixture.get(LockProvider.class)
			.lock(new LockConfiguration(Instant.now(), "crl", Duration.ofMinutes(2), Duration.ZERO))
			.orElseThrow();
		try {
			long before = number(crl(root, 1));
			fixture.jdbc().sql("DELETE FROM crl WHERE ca_key = ? AND shard = 1").param(root.key()).update();
			crls().bringUpToDate();
			assertThat(number(crl(root, 1))).isEqualTo(before);
			crls().bringUpToDateNow();
			assertThat(number(crl(root, 1))).isGreaterThan(before);
		}
		finally {
			left.unlock();
		}
	}

	@Test
	void keepsAListThatIsLongerThanAValueOfTheDatabaseMayBe() {
		CrlScope scope = new CrlScope(fixture.authorities().all().getFirst(), 99, null);
		CrlRows rows = fixture.get(CrlRows.class);
		byte[] der = new byte[2_500_000];
		new Random(1).nextBytes(der);
		Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		MadeCrl crl = new MadeCrl(1, now, now, now, RevokedTally.NONE);
		rows.reserve(scope, 1, now);
		assertThat(rows.store(scope, crl, der)).isTrue();
		assertThat(rows.newest(scope)).contains(crl);
		assertThat(rows.der(scope, 1)).hasValueSatisfying((kept) -> assertThat(kept).isEqualTo(der));
	}

	@Test
	void keepsNoListWhereAnotherNodeHasTakenANumberSince() {
		CrlScope scope = new CrlScope(fixture.authorities().all().getFirst(), 98, null);
		CrlRows rows = fixture.get(CrlRows.class);
		Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		rows.reserve(scope, 1, now);
		rows.reserve(scope, 2, now);
		assertThat(rows.store(scope, new MadeCrl(1, now, now, now, RevokedTally.NONE), new byte[1])).isFalse();
		assertThat(rows.newest(scope)).isEmpty();
		assertThat(rows.store(scope, new MadeCrl(2, now, now, now, RevokedTally.NONE), new byte[1])).isTrue();
	}

	@Test
	void signsNothingButLists() {
		CrlSigner signer = fixture.get(CrlSigners.class).signer(issuing());
		byte[] certificate = fixture.authorities().issue(fixture.order("shop.test")).requireDer();
		byte[] tbs = tbs(certificate);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> signer.sign(tbs));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> signer.sign(certificate));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> signer.sign(new byte[0]));
	}

	private static byte[] tbs(byte[] certificate) {
		try {
			return org.bouncycastle.asn1.x509.Certificate.getInstance(certificate).getTBSCertificate().getEncoded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void servesNoListThatIsNotAudited() {
		CrlScope scope = new CrlScope(issuing(), CrlScope.WHOLE, null);
		long before = fixture.get(CrlRows.class).newest(scope).orElseThrow().number();
		for (String failing : List.of("intent", "done")) {
			AuditLog audit = (line) -> () -> {
				if (line.outcome().equals(failing)) {
					throw ProblemType.AUDIT_UNAVAILABLE.because("The disk is full");
				}
			};
			CrlMaker maker = new CrlMaker(fixture.get(CrlRows.class), fixture.get(Served.class),
					fixture.get(Certificates.class), fixture.get(Shards.class), fixture.get(CrlSigners.class),
					fixture.get(CrlProperties.class), audit, fixture.get(Durability.class),
					fixture.get(Installation.class), fixture.get(PlatformTransactionManager.class), Clock.systemUTC());
			assertThatExceptionOfType(Problem.class).isThrownBy(() -> maker.make(scope));
			assertThat(fixture.get(CrlRows.class).newest(scope).orElseThrow().number()).isEqualTo(before);
		}
	}

	@Test
	void servesWhatItKnowsWhileTheDatabaseIsAway() throws Exception {
		Path other = Files.createDirectory(home.resolve("other"));
		try (AuthorityFixture away = AuthorityFixture.onH2(other).establish()) {
			Authority issuing = away.authorities().all().getLast();
			away.get(Crls.class).bringUpToDateNow();
			away.get(HikariDataSource.class).close();
			PkiController pki = away.get(PkiController.class);
			assertThat(pki.root().getBody()).isNotEmpty();
			assertThat(pki.certificate(issuing.id()).getBody()).isEqualTo(issuing.der());
			assertThat(away.get(Served.class).find(new Served.Key(issuing.id(), 1))).isPresent();
		}
	}

	@Test
	void opensNewShardsUnderAnotherAddressAndKeepsTheOld() throws Exception {
		Authority issuing = issuing();
		Certificate old = fixture.authorities().issue(fixture.order("old.shop.test"));
		fixture.authorities().republish("http://ca.test:8080");
		fixture.authorities().republish("http://ca.test:8080");
		crls().bringUpToDate();
		List<Shard> shards = fixture.get(Shards.class).of(issuing.key());
		assertThat(shards.getLast().url()).startsWith("http://ca.test:8080/pki/");
		assertThat(shards.getFirst().url()).startsWith("http://localhost:8080/pki/");
		assertThat(fixture.get(Shards.class).of(fixture.authorities().all().getFirst().key())).hasSize(2);
		assertThat(issuing().key()).isEqualTo(issuing.key());
		assertThat(issuing().der()).isNotEqualTo(issuing.der());
		Certificate renewed = fixture.authorities().issue(fixture.order("new.shop.test"));
		assertThat(renewed.shard()).isEqualTo(shards.getLast().number());
		assertThat(new String(renewed.requireDer(), StandardCharsets.ISO_8859_1))
			.contains("http://ca.test:8080/pki/" + issuing.id() + ".cer");
		assertThat(
				crl(issuing, old.shard()).getExtension(Extension.issuingDistributionPoint).getParsedValue().toString())
			.isNotEmpty();
		Peers.require("openssl");
		assertThat(verify(write("new.pem", Pem.certificate(renewed.requireDer())))).contains("new.pem: OK");
		assertThat(verify(write("old.pem", Pem.certificate(old.requireDer())))).contains("old.pem: OK");
	}

	private static String verify(Path leaf) throws Exception {
		StringBuilder lists = new StringBuilder();
		for (Authority authority : fixture.authorities().all()) {
			for (Shard shard : fixture.get(Shards.class).of(authority.key())) {
				lists.append(Pem.write("X509 CRL", crl(authority, shard.number()).getEncoded()));
			}
		}
		// OpenSSL looks for the root itself too, which names no CRL.
		lists.append(Pem.write("X509 CRL", crl(fixture.authorities().all().getFirst(), 0).getEncoded()));
		Path root = write("root.pem", Pem.certificate(fixture.authorities().root()));
		Path issuing = write("issuing.pem", Pem.certificate(issuing().der()));
		Path crls = write("crls.pem", lists.toString());
		return openssl("verify", "-x509_strict", "-crl_check_all", "-extended_crl", "-CAfile", root.toString(),
				"-untrusted", issuing.toString(), "-CRLfile", crls.toString(), leaf.toString());
	}

	private static String openssl(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("openssl"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	private static Path write(String name, String text) throws IOException {
		return Files.writeString(home.resolve(name), text);
	}

	private static Crls crls() {
		return fixture.get(Crls.class);
	}

	private static Authority issuing() {
		return fixture.authorities().all().getLast();
	}

	private static SerialNumber serial(Certificate certificate) {
		return new SerialNumber(new BigInteger(certificate.serial(), 16));
	}

	private static long rows() {
		return fixture.jdbc().sql("SELECT count(*) FROM crl").query(Long.class).single();
	}

	private static X509CRLHolder crl(Authority authority, int shard) throws IOException {
		return new X509CRLHolder(
				fixture.get(Served.class).find(new Served.Key(authority.id(), shard)).orElseThrow().der());
	}

	private static long number(X509CRLHolder crl) {
		return Long.decode(crl.getExtension(Extension.cRLNumber).getParsedValue().toString());
	}

}
