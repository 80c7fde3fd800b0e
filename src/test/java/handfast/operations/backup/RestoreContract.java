package handfast.operations.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import handfast.Peers;
import handfast.RunningService;
import handfast.RunningService.Answer;
import handfast.audit.AuditVerification;
import handfast.key.KeyEncryptionKeys;
import handfast.problem.Problem;
import handfast.storage.Home;
import handfast.storage.Node;
import handfast.x509.Secret;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The drill: a service is lost an hour after its backup, and made again.
 */
abstract class RestoreContract {

	static final Passphrase PASSPHRASE = new Passphrase(Secret.of("a passphrase of the drill"), new SecureRandom());

	private static final String URL = "--handfast.public-url=http://pki.drill.test:80";

	@TempDir
	Path folder;

	/**
	 * An empty database, for the home.
	 */
	abstract Restoration.Database emptyDatabase(Path home) throws Exception;

	/**
	 * Settings that name it; none for the one in the home.
	 */
	abstract String[] settings(Restoration.Database database);

	@Test
	void makesALostServiceAgainThatAccountsForAllThatTheAuditKnows() throws Exception {
		Path lost = this.folder.resolve("lost");
		Path file = this.folder.resolve("backup");
		Path survived = this.folder.resolve("survived");
		String token;
		Issued before;
		Issued revoked;
		Issued revokedLater;
		String endedToken;
		Issued after;
		BigInteger served;
		try (RunningService service = start(lost, emptyDatabase(lost))) {
			token = service.adminToken();
			before = issue(service, "before.test");
			revoked = issue(service, "revoked.test");
			revoke(service, revoked);
			revokedLater = issue(service, "revoked-later.test");
			Answer made = service.post("/api/v1/tokens", "{\"name\": \"ended later\", \"role\": \"reader\"}");
			endedToken = made.json().get("token").asString();
			backup(service, file, false);
			revoke(service, revokedLater);
			assertThat(service.delete("/api/v1/tokens/" + made.json().get("id").asString()).status()).isEqualTo(204);
			after = issue(service, "after.test");
			// Counts CRLs up, so that the lost service served newer ones than the backup
			// knows.
			revoke(service, issue(service, "more.test"));
			served = crlNumber(awaitOnCrl(service, 3));
			FileSystemUtils.copyRecursively(lost.resolve("audit"), survived);
		}
		Path home = this.folder.resolve("home");
		Restoration.Database database = emptyDatabase(home);
		Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.copy(lost.resolve("kek"), home.resolve("kek"));
		Files.copy(lost.resolve("root-kek"), home.resolve("root-kek"));
		FileSystemUtils.deleteRecursively(lost);

		List<String> told = restoration(file, home, database, survived).restore();
		assertThat(told).anyMatch((line) -> line.contains("known to the audit alone: 2."))
			.anyMatch((line) -> line.contains("MUST NEVER START AGAIN"))
			.anyMatch((line) -> line.contains("the audit ends there"));

		try (RunningService service = start(home, database)) {
			byte[] crl = awaitOnCrl(service, 4);
			assertThat(revokedSerials(crl)).contains(revoked.serial(), revokedLater.serial(), after.serial())
				.doesNotContain(before.serial());
			assertThat(crlNumber(crl)).isGreaterThan(served.add(BigInteger.valueOf(Duration.ofHours(23).toMillis())));
			requireOpenSslSays(service, crl, after, false);
			requireOpenSslSays(service, crl, revoked, false);
			requireOpenSslSays(service, crl, before, true);
			String bearer = "Bearer " + token;
			assertThat(service.get("/api/v1/certificates/" + before.id(), "Authorization", bearer)
				.json()
				.get("status")
				.asString()).isEqualTo("active");
			assertThat(service.get("/api/v1/certificates", "Authorization", "Bearer " + endedToken).status())
				.isEqualTo(401);
			Answer orphan = service.get("/api/v1/certificates?serialNumber=" + after.hex(), "Authorization", bearer);
			assertThat(orphan.json().get("items").get(0).get("orphan").asBoolean()).isTrue();
			// Its key was in the backup, and opens.
			assertThat(service
				.post("/api/v1/certificates/" + before.id() + "/keystore", "{\"format\": \"PEM\"}", "Authorization",
						bearer)
				.status()).isEqualTo(200);
			assertThat(issue(service, "anew.test", bearer).serial()).isNotIn(before.serial(), revoked.serial(),
					after.serial());
			Answer lines = service.get("/api/v1/audit?action=certificate.issue&limit=500", "Authorization", bearer);
			assertThat(lines.text()).contains("known to the audit alone", after.hex());
		}
		AuditVerification.Report audit = AuditVerification.verify(home.resolve("audit"));
		assertThat(audit.isWhole()).isTrue();
		assertThat(audit.files()).isEqualTo(2);
		// A second start finds nothing more to do.
		try (RunningService service = start(home, database)) {
			assertThat(
					service.get("/api/v1/certificates?name=before.test", "Authorization", "Bearer " + token).status())
				.isEqualTo(200);
		}
	}

	@Test
	void saysFromWhenOnIssuesAreUnaccountedForWithoutTheAudit() throws Exception {
		Path lost = this.folder.resolve("lost");
		Path file = this.folder.resolve("backup");
		try (RunningService service = start(lost, emptyDatabase(lost))) {
			issue(service, "before.test");
			backup(service, file, true);
		}
		Path home = this.folder.resolve("home");
		List<String> told = restoration(file, home, emptyDatabase(home)).restore();
		assertThat(told).anyMatch((line) -> line.contains("is unaccounted for") && line.contains("--audit"))
			.noneMatch((line) -> line.contains("known to the audit alone"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("kek"))))
			.isEqualTo("rw-------");
		assertThat(home.resolve("root-kek")).exists();
	}

	@Test
	void refusesWhatCanNotBeAndLeavesNothingBehind() throws Exception {
		Path lost = this.folder.resolve("lost");
		Path file = this.folder.resolve("backup");
		Restoration.Database full = emptyDatabase(lost);
		try (RunningService service = start(lost, full)) {
			issue(service, "before.test");
			backup(service, file, false);
		}
		Path home = this.folder.resolve("home");
		Restoration.Database database = emptyDatabase(home);
		requireRefused(restoration(file, home, database), "without the key that wraps all others");
		assertThat(home).doesNotExist();
		requireRefused(restoration(file, lost, database), "is not empty");
		Files.createDirectory(home);
		Path key = Files.writeString(home.resolve("kek"), "handfast-kek:v1:" + "0f".repeat(32) + "\n");
		requireRefused(restoration(file, home, database), "is not the one of this installation");
		Files.delete(key);
		Files.copy(lost.resolve("kek"), key);
		Path foreign = Files.createDirectory(this.folder.resolve("foreign"));
		requireRefused(restoration(file, home, database, foreign), "There is no audit file at");
		Path other = Files.list(lost.resolve("audit")).findFirst().orElseThrow();
		Files.writeString(foreign.resolve(other.getFileName().toString()), "{\"another\": \"line\"}\n");
		requireRefused(restoration(file, home, database, foreign), "is not the one that goes on");
		Path newer = this.folder.resolve("newer");
		rewrite(file, newer, "\"version\":\"01\"", "\"version\":\"99\"");
		requireRefused(restoration(newer, home, database), "migration 99");
		Path cut = this.folder.resolve("cut");
		Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
		requireRefused(restoration(cut, home, database), "not a whole backup");
		assertThat(Files.list(home)).containsExactly(key);
		assertThat(restoration(file, home, database).verify())
			.anyMatch((line) -> line.contains("private keys that could"))
			.contains("Nothing was written.");
		assertThat(Files.list(home)).containsExactly(key);
		// And it can still be restored.
		assertThat(restoration(file, home, database).restore()).isNotEmpty();
		requireRefused(restoration(file, this.folder.resolve("third"), full), "");
	}

	@Test
	void holdsOneMomentWhileOthersWrite() throws Exception {
		Path lost = this.folder.resolve("lost");
		Path file = this.folder.resolve("backup");
		try (RunningService service = start(lost, emptyDatabase(lost))) {
			issue(service, "before.test");
			// The rows of certificates are read after those of the audit's copy: in
			// between, others issue.
			List<Issued> meanwhile = new ArrayList<>();
			write(service, readingSlowly(service.bean(DataSource.class),
					() -> meanwhile.add(issue(service, "meanwhile.test"))), file, true, PASSPHRASE);
			assertThat(meanwhile).hasSize(1);
			Map<String, Long> rows = BackupReader.read(file, PASSPHRASE, new Nothing());
			Path home = this.folder.resolve("home");
			Restoration.Database database = emptyDatabase(home);
			List<String> told = restoration(file, home, database).restore();
			assertThat(told).anyMatch((line) -> line.contains("known to the audit alone: 1."));
			try (Connection connection = database.source().getConnection();
					var statement = connection.createStatement();
					var result = statement
						.executeQuery("SELECT count(*) FROM certificate WHERE names LIKE '%meanwhile%'")) {
				result.next();
				assertThat(result.getLong(1)).isZero();
			}
			assertThat(rows.get("certificate")).isGreaterThan(3);
		}
	}

	RunningService start(Path home, Restoration.Database database) {
		return RunningService.start(home,
				Stream.concat(Stream.of(URL), Stream.of(settings(database))).toArray(String[]::new));
	}

	Restoration restoration(Path file, Path home, Restoration.Database database, Path... audits) {
		return new Restoration(file, PASSPHRASE, home, home.resolve("kek"), List.of(audits), database);
	}

	static void backup(RunningService service, Path file, boolean withKeys) throws IOException {
		write(service, service.bean(DataSource.class), file, withKeys, PASSPHRASE);
	}

	static void write(RunningService service, DataSource database, Path file, boolean withKeys, Lock lock)
			throws IOException {
		BackupWriter writer = new BackupWriter(database, service.bean(Home.class), service.bean(Node.class),
				service.bean(KeyEncryptionKeys.class), java.time.Clock.systemUTC());
		try (OutputStream out = Files.newOutputStream(file)) {
			BackupFile.write(out, lock, new SecureRandom(), (sealed) -> {
				try {
					return writer.write(sealed, "test", withKeys, withKeys);
				}
				catch (IOException | SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}
	}

	private static DataSource readingSlowly(DataSource database, Runnable before) {
		return new DelegatingDataSource(database) {
			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
							Object result = method.invoke(connection, arguments);
							return (result instanceof Statement statement) ? slow(statement, before) : result;
						});
			}
		};
	}

	private static Statement slow(Statement statement, Runnable before) {
		return (Statement) Proxy.newProxyInstance(RestoreContract.class.getClassLoader(),
				new Class<?>[] { Statement.class }, (proxy, method, arguments) -> {
					if (arguments != null && arguments[0] instanceof String sql && sql.endsWith("FROM certificate")) {
						before.run();
					}
					return method.invoke(statement, arguments);
				});
	}

	// What a backup says of itself changed by someone who has the passphrase.
	private static void rewrite(Path from, Path to, String what, String with) throws Exception {
		byte[] content;
		try (var in = BackupFile.open(Files.newInputStream(from), PASSPHRASE);
				var tar = new org.apache.commons.compress.archivers.tar.TarArchiveInputStream(
						new java.util.zip.GZIPInputStream(in))) {
			tar.getNextEntry();
			content = new String(tar.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).replace(what, with)
				.getBytes(java.nio.charset.StandardCharsets.UTF_8);
		}
		try (OutputStream out = Files.newOutputStream(to)) {
			BackupFile.write(out, PASSPHRASE, new SecureRandom(), (sealed) -> {
				try {
					var packed = new java.util.zip.GZIPOutputStream(sealed);
					Parts parts = new Parts(packed);
					parts.file(BackupWriter.ABOUT, content);
					parts.finish();
					packed.finish();
					return content;
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}
	}

	private static void requireRefused(Restoration restoration, String why) {
		assertThatExceptionOfType(Problem.class).isThrownBy(restoration::restore)
			.satisfies((problem) -> assertThat(problem.detail()).contains(why));
	}

	static Issued issue(RunningService service, String name) {
		return issue(service, name, "Bearer " + service.adminToken());
	}

	static Issued issue(RunningService service, String name, String bearer) {
		Answer answer = service.post("/api/v1/certificates", "{\"names\": [\"" + name + "\"]}", "Authorization",
				bearer);
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return new Issued(answer.json().get("id").asString(), answer.json().get("serialNumber").asString(),
				answer.json().get("certificate").asString());
	}

	static void revoke(RunningService service, Issued certificate) {
		assertThat(
				service.post("/api/v1/certificates/" + certificate.id() + "/revocation", "{\"reason\": \"superseded\"}")
					.status())
			.isEqualTo(200);
	}

	/**
	 * The CRL of the issuing CA's first shard, once it lists as many.
	 */
	private static byte[] awaitOnCrl(RunningService service, int entries) throws Exception {
		long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		while (true) {
			for (var authority : authorities(service)) {
				Answer answer = service.plain("/pki/" + authority + "/1.crl");
				if (answer.status() == 200 && revokedSerials(answer.bytes()).size() >= entries) {
					return answer.bytes();
				}
			}
			assertThat(System.nanoTime()).as("no CRL with %d entries", entries).isLessThan(deadline);
			Thread.sleep(200);
		}
	}

	private static List<String> authorities(RunningService service) {
		return service.bean(handfast.authority.Authorities.class)
			.all()
			.stream()
			.map((authority) -> authority.id().toString())
			.toList();
	}

	private static List<BigInteger> revokedSerials(byte[] crl) throws IOException {
		List<BigInteger> serials = new ArrayList<>();
		new X509CRLHolder(crl).getRevokedCertificates()
			.forEach((entry) -> serials.add(((org.bouncycastle.cert.X509CRLEntryHolder) entry).getSerialNumber()));
		return serials;
	}

	private static BigInteger crlNumber(byte[] crl) throws IOException {
		return ASN1Integer.getInstance(new X509CRLHolder(crl).getExtension(Extension.cRLNumber).getParsedValue())
			.getValue();
	}

	private void requireOpenSslSays(RunningService service, byte[] crl, Issued certificate, boolean good)
			throws Exception {
		Path openssl = Peers.require("openssl");
		Path work = Files.createTempDirectory(this.folder, "openssl-");
		Files.write(work.resolve("list.crl"), crl);
		Peers.run(work, openssl.toString(), "crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");
		Files.writeString(work.resolve("leaf.pem"), certificate.pem());
		Files.writeString(work.resolve("issuing.pem"), handfast.x509.Pem
			.certificate(service.bean(handfast.authority.Authorities.class).all().getLast().der()));
		ProcessBuilder builder = new ProcessBuilder(openssl.toString(), "verify", "-crl_check", "-x509_strict",
				"-CAfile", service.home().resolve("root.pem").toString(), "-untrusted", "issuing.pem", "-CRLfile",
				"list.pem", "leaf.pem")
			.directory(work.toFile())
			.redirectErrorStream(true);
		Process process = builder.start();
		String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
		assertThat(process.waitFor() == 0).as(said).isEqualTo(good);
		assertThat(said).contains(good ? "OK" : "certificate revoked");
	}

	record Issued(String id, String hex, String pem) {

		BigInteger serial() {
			return new BigInteger(this.hex, 16);
		}

	}

	private static final class Nothing implements BackupReader.Visitor {

		@Override
		public void about(About about) {
		}

		@Override
		public void row(Table table, tools.jackson.databind.JsonNode values, int size) {
		}

		@Override
		public void file(String folder, String name, java.io.InputStream content) {
		}

	}

}
