package handfast.authority;

import java.util.concurrent.ExecutionException;
import java.util.Optional;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import handfast.access.Idempotency;
import handfast.audit.AuditCopyAccess;
import handfast.audit.AuditLine;
import handfast.audit.AuditLog;
import handfast.audit.AuditReader;
import handfast.authority.Marks.Mark;
import handfast.certificate.Certificate;
import handfast.certificate.SuccessionTaken;
import handfast.certificate.Certificates;
import handfast.key.SubjectKey;
import handfast.key.SubjectKeys;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.storage.GroupCommit;
import handfast.storage.Installation;
import handfast.storage.Node;
import handfast.storage.ServiceState;
import handfast.x509.TimeOrderedIds;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the gate promises on every database.
 */
abstract class GateContract {

	@TempDir
	static Path home;

	static AuthorityFixture fixture;

	@AfterEach
	void goOn() {
		marks().goOn();
		fixture.get(SettableSerials.class).narrow = false;
	}

	@Test
	void establishesOnce() {
		fixture.authorities().establish("other.test");
		assertThat(fixture.authorities().all()).extracting(Authority::kind)
			.containsExactly(Authority.Kind.ROOT, Authority.Kind.ISSUING);
	}

	@Test
	void makesTheCasThatTheContractNames() {
		Authority root = fixture.authorities().all().getFirst();
		Authority issuing = fixture.authorities().all().getLast();
		assertThat(Subjects.text(root.holder().getSubject())).matches("CN=Handfast Root [0-9a-f]{6},O=host.test");
		assertThat(issuing.holder().getIssuer()).isEqualTo(root.holder().getSubject());
		assertThat(BasicConstraints.fromExtensions(issuing.holder().getExtensions()).getPathLenConstraint().longValue())
			.isZero();
		assertThat(root.holder().getExtension(Extension.cRLDistributionPoints)).isNull();
	}

	@Test
	void recordsBeforeItSignsAndKeepsBeforeItAnswers() {
		Map<Mark, String> rows = new EnumMap<>(Mark.class);
		Map<Mark, String> audit = new EnumMap<>(Mark.class);
		Order order = fixture.order("order.shop.test");
		marks().lookAt((mark) -> {
			rows.put(mark, stateOf(order.key()));
			audit.put(mark, auditOf(order.key()));
		});
		fixture.authorities().issue(order);
		assertThat(rows).containsEntry(Mark.REHEARSED, "none")
			.containsEntry(Mark.RECORDED, "RESERVED")
			.containsEntry(Mark.VERIFIED, "RESERVED")
			.containsEntry(Mark.KEPT, "ISSUED");
		assertThat(audit).containsEntry(Mark.RECORD_DURABLE, "intent").containsEntry(Mark.KEPT_DURABLE, "intent done");
	}

	@ParameterizedTest
	@EnumSource(value = Mark.class, names = { "RECORDED", "RECORD_DURABLE", "SIGNED", "VERIFIED" })
	void revokesWhatACrashLeftUndecided(Mark mark) {
		Order order = fixture.order("crash.shop.test");
		marks().failAt(mark);
		assertThatExceptionOfType(SettableMarks.Crash.class).isThrownBy(() -> fixture.authorities().issue(order));
		marks().goOn();
		restart();
		assertThat(stateOf(order.key())).isEqualTo("ORPHANED");
		assertThat(auditOf(order.key())).endsWith("orphaned");
		assertThat(revokedSerials()).contains(serialOf(order.key()));
	}

	@ParameterizedTest
	@EnumSource(value = Mark.class, names = { "KEPT", "KEPT_DURABLE" })
	void keepsWhatACrashCutOffBeforeTheAnswer(Mark mark) {
		Order order = fixture.order("answer.shop.test");
		marks().failAt(mark);
		assertThatExceptionOfType(SettableMarks.Crash.class).isThrownBy(() -> fixture.authorities().issue(order));
		marks().goOn();
		restart();
		assertThat(stateOf(order.key())).isEqualTo("ISSUED");
		assertThat(revokedSerials()).doesNotContain(serialOf(order.key()));
	}

	@Test
	void leavesNothingBehindACrashInTheRehearsal() {
		Order order = fixture.order("rehearsal.shop.test");
		marks().failAt(Mark.REHEARSED);
		assertThatExceptionOfType(SettableMarks.Crash.class).isThrownBy(() -> fixture.authorities().issue(order));
		assertThat(stateOf(order.key())).isEqualTo("none");
	}

	@Test
	void throwsTheSignatureAwayWhereTheReconcilerWasFaster() {
		Order order = fixture.order("slow.shop.test");
		marks().lookAt((mark) -> {
			if (mark == Mark.VERIFIED) {
				restart();
			}
		});
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> fixture.authorities().issue(order));
		assertThat(stateOf(order.key())).isEqualTo("ORPHANED");
		assertThat(auditOf(order.key())).doesNotContain("done");
	}

	@Test
	void drawsAgainWhereASerialIsTaken() throws Exception {
		fixture.get(SettableSerials.class).narrow = true;
		int each = 30;
		List<Callable<Certificate>> calls = new ArrayList<>();
		for (int i = 0; i < 4 * each; i++) {
			calls.add(() -> fixture.authorities().issue(fixture.order("narrow.shop.test")));
		}
		List<String> serials = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			for (Future<Certificate> future : threads.invokeAll(calls)) {
				serials.add(future.get().serial());
			}
		}
		assertThat(serials).hasSize(4 * each).doesNotHaveDuplicates();
	}

	@Test
	void namesTheLongestValidityThatWouldDo() {
		Order order = fixture.order(Duration.ofDays(398), "shop.test");
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> fixture.authorities().issue(order))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.PROFILE_VIOLATION))
			.satisfies((problem) -> assertThat(problem.properties().get("violations").toString()).contains("/validity",
					"P397D"));
		assertThat(stateOf(order.key())).isEqualTo("none");
	}

	@Test
	void refusesANameThatIsNotPermitted() {
		Order order = fixture.order("example.com");
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> fixture.authorities().issue(order))
			.satisfies((problem) -> assertThat(problem.properties().get("violations").toString()).contains("/names/0"));
		assertThat(stateOf(order.key())).isEqualTo("none");
	}

	@Test
	void makesOneSuccessorOfRenewalsAtOnce() throws Exception {
		Certificate old = fixture.authorities().issue(fixture.order("renewed.shop.test"));
		List<Callable<Certificate>> calls = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			calls.add(() -> fixture.authorities().issue(renewal(old, null)));
		}
		List<Certificate> made = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
			for (Future<Certificate> future : threads.invokeAll(calls)) {
				try {
					made.add(future.get());
				}
				catch (ExecutionException ex) {
					assertThat(ex).hasCauseInstanceOf(SuccessionTaken.class);
				}
			}
		}
		assertThat(made).hasSize(1);
		Certificate successor = made.getFirst();
		assertThat(successor.lineage()).isEqualTo(old.id());
		assertThat(successor.predecessor()).isEqualTo(old.id());
		assertThat(find(old).successor()).isEqualTo(successor.id());
		assertThat(find(old).status(Instant.now()).label()).isEqualTo("superseded");
		Certificate other = fixture.authorities().issue(renewal(old, successor.id()));
		assertThat(find(old).successor()).isEqualTo(other.id());
		assertThat(find(successor).revocation().reason()).isEqualTo("superseded");
		assertThatExceptionOfType(SuccessionTaken.class)
			.isThrownBy(() -> fixture.authorities().issue(renewal(old, successor.id())));
	}

	private static Order renewal(Certificate old, UUID replaced) {
		Order order = fixture.order("renewed.shop.test");
		return new Order(order.profile(), order.wanted(), order.key(), order.caller(), Optional.empty(),
				Optional.of(new Succession(old, replaced)));
	}

	private static Certificate find(Certificate certificate) {
		return fixture.get(Certificates.class).find(certificate.id()).orElseThrow();
	}

	@Test
	void signsNothingForAKeyThatWasBlockedAfterItsRequestWasRead() {
		Order order = fixture.order("blocked.shop.test");
		fixture.get(SubjectKeys.class).block(order.key().publicKey(), "keyCompromise");
		long before = fixture.jdbc().sql("SELECT count(*) FROM certificate").query(Long.class).single();
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> fixture.authorities().issue(order))
			.satisfies((problem) -> assertThat(problem.detail()).contains("block list"));
		assertThat(fixture.jdbc().sql("SELECT count(*) FROM certificate").query(Long.class).single()).isEqualTo(before);
	}

	@Test
	void signsNothingWhilePaused() {
		Authority issuing = fixture.authorities().all().getLast();
		fixture.get(SigningCas.class).pause(fixture.get(SigningCas.class).issuing("default"), "for a test");
		try {
			assertThatExceptionOfType(Problem.class)
				.isThrownBy(() -> fixture.authorities().issue(fixture.order("shop.test")))
				.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.AUTHORITY_FAULTY));
		}
		finally {
			assertThat(fixture.authorities().resume(issuing.id())).isTrue();
		}
		assertThat(fixture.authorities().issue(fixture.order("shop.test")).state()).isEqualTo(Certificate.State.ISSUED);
	}

	@Test
	void signsNothingHereThoughThePauseCannotBeWritten() {
		AuthorityRows away = new AuthorityRows(fixture.jdbc(), Clock.systemUTC()) {

			@Override
			boolean pause(UUID authority, String reason) {
				throw new DataAccessResourceFailureException("away");
			}

		};
		SigningCas cas = new SigningCas(away, fixture.get(Shards.class), fixture.get(CaKeyPairs.class),
				fixture.get(Durability.class));
		SigningCa issuing = cas.issuing("default");
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> cas.pause(issuing, "for a test"));
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> cas.requireSigning(cas.issuing("default")))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.AUTHORITY_FAULTY));
		assertThat(cas.resume(issuing.authority())).isTrue();
		cas.requireSigning(cas.issuing("default"));
	}

	@Test
	void leavesNoIntentBehindWhileTheAuditCannotBeWritten() {
		Order order = fixture.order("audit.shop.test");
		Issuance issuance = new Issuance(fixture.get(SerialSource.class), fixture.get(Certificates.class),
				fixture.get(SigningCas.class), new UnwritableAudit(), fixture.get(Durability.class),
				fixture.get(Installation.class), fixture.get(ServiceState.class), fixture.get(GroupCommit.class),
				marks(), Clock.systemUTC());
		SigningCa ca = fixture.get(SigningCas.class).issuing("default");
		LeafDraft draft = new LeafDraft(UUID.randomUUID(), order, ca, Instant.now().truncatedTo(ChronoUnit.SECONDS),
				fixture.get(LeafSurroundings.class));
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> issuance.issue(draft, ca))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.AUDIT_UNAVAILABLE));
		assertThat(stateOf(order.key())).isEqualTo("none");
	}

	@Test
	void revokesWhatTheDatabaseForgotOnlyWithItsLine() {
		Certificate certificate = fixture.authorities().issue(fixture.order("forgotten.shop.test"));
		fixture.jdbc().sql("DELETE FROM certificate WHERE id = ?").param(certificate.id()).update();
		assertThatExceptionOfType(Problem.class).isThrownBy(() -> reconciler(new UnwritableAudit()).atStart());
		assertThat(revokedSerials()).doesNotContain(new BigInteger(certificate.serial(), 16).toByteArray());
		fixture.get(Reconciler.class).atStart();
		assertThat(revokedSerials()).contains(new BigInteger(certificate.serial(), 16).toByteArray());
		List<AuditLine> lines = new ArrayList<>();
		fixture.get(AuditReader.class).forEachAfter(0, (entry) -> lines.add(entry.line()));
		assertThat(lines.getLast().outcome()).isEqualTo("orphaned");
		assertThat(lines.getLast().signing().serial().hex()).isEqualTo(certificate.serial());
	}

	// A kill between the line's copy and the commit of its row leaves the line alone.
	@Test
	void revokesWhatTheDatabaseForgotWhereItHasACopyOfTheLine() throws IOException {
		Certificate certificate = fixture.authorities().issue(fixture.order("copied.shop.test"));
		fixture.get(AuditCopyAccess.class).copyAll();
		fixture.jdbc().sql("DELETE FROM certificate WHERE id = ?").param(certificate.id()).update();
		fixture.get(Reconciler.class).atStart();
		assertThat(revokedSerials()).contains(new BigInteger(certificate.serial(), 16).toByteArray());
	}

	@Test
	void marksTheSanCriticalExactlyWhereTheSubjectIsEmpty() throws Exception {
		X509CertificateHolder named = issued("shop.test", "10.1.2.3");
		X509CertificateHolder addressed = issued("10.1.2.3");
		assertThat(named.getSubject()).hasToString("CN=shop.test");
		assertThat(named.getExtension(Extension.subjectAlternativeName).isCritical()).isFalse();
		assertThat(addressed.getSubject().getRDNs()).isEmpty();
		assertThat(addressed.getExtension(Extension.subjectAlternativeName).isCritical()).isTrue();
	}

	@Test
	void opensTheNextShardWhereTheOpenOneIsFull() {
		Authority issuing = fixture.authorities().all().getLast();
		Shards shards = fixture.get(Shards.class);
		int before = shards.of(issuing.key()).size();
		ShardJob job = new ShardJob(fixture.get(AuthorityRows.class), shards, fixture.get(Certificates.class),
				fixture.get(Installation.class), new CrlProperties(1, Duration.ofDays(7), Duration.ofDays(90)));
		fixture.authorities().issue(fixture.order("shop.test"));
		job.openNextWhereFull();
		fixture.get(SigningCas.class).readAnew();
		assertThat(shards.of(issuing.key())).hasSize(before + 1);
		assertThat(fixture.authorities().issue(fixture.order("shop.test")).shard()).isEqualTo(before + 1);
	}

	private static X509CertificateHolder issued(String... names) throws IOException {
		return new X509CertificateHolder(fixture.authorities().issue(fixture.order(names)).requireDer());
	}

	// What this run has left behind becomes what an earlier run left.
	private static void restart() {
		fixture.jdbc().sql("UPDATE certificate_reservation SET run = ?").param(UUID.randomUUID()).update();
		fixture.get(Reconciler.class).atStart();
	}

	private static Reconciler reconciler(AuditLog audit) {
		return new Reconciler(fixture.get(Certificates.class), fixture.get(AuthorityRows.class),
				fixture.get(Shards.class), fixture.get(Idempotency.class), audit, fixture.get(AuditReader.class),
				fixture.get(Durability.class), fixture.get(Node.class), fixture.get(Installation.class),
				fixture.get(TimeOrderedIds.class), fixture.get(TransactionOperations.class), (event) -> {
				}, Clock.systemUTC());
	}

	private static SettableMarks marks() {
		return fixture.get(SettableMarks.class);
	}

	private static String stateOf(SubjectKey key) {
		return fixture.jdbc()
			.sql("SELECT state FROM certificate WHERE subject_key = ?")
			.param(key.id())
			.query(String.class)
			.optional()
			.orElse("none");
	}

	private static byte[] serialOf(SubjectKey key) {
		return fixture.jdbc()
			.sql("SELECT serial FROM certificate WHERE subject_key = ?")
			.param(key.id())
			.query(byte[].class)
			.single();
	}

	private static List<byte[]> revokedSerials() {
		Authority issuing = fixture.authorities().all().getLast();
		List<byte[]> serials = new ArrayList<>();
		for (Shard shard : fixture.get(Shards.class).of(issuing.key())) {
			fixture.get(Certificates.class)
				.revokedSince(issuing.key(), shard.number(), Instant.EPOCH)
				.forEach((entry) -> serials.add(entry.serial().value().toByteArray()));
		}
		return serials;
	}

	// Outcomes in the order of the file.
	private static String auditOf(SubjectKey key) {
		String id = fixture.jdbc()
			.sql("SELECT id FROM certificate WHERE subject_key = ?")
			.param(key.id())
			.query(UUID.class)
			.optional()
			.map(UUID::toString)
			.orElse("none");
		List<String> outcomes = new ArrayList<>();
		fixture.get(AuditReader.class).forEachAfter(0, (entry) -> {
			if (id.equals(entry.line().object())) {
				outcomes.add(entry.line().outcome());
			}
		});
		return String.join(" ", outcomes);
	}

	private static final class UnwritableAudit implements AuditLog {

		@Override
		public void requireWritable() {
			throw ProblemType.AUDIT_UNAVAILABLE.because("The disk is full");
		}

		@Override
		public Ticket append(AuditLine line) {
			return this::requireWritable;
		}

	}

}
