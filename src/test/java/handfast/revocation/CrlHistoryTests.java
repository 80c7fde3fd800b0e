package handfast.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.audit.AuditLog;
import handfast.authority.Authority;
import handfast.authority.AuthorityFixture;
import handfast.authority.CrlProperties;
import handfast.authority.CrlSigners;
import handfast.authority.SettableClock;
import handfast.authority.Shards;
import handfast.certificate.Certificate;
import handfast.certificate.Certificates;
import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import handfast.storage.Installation;
import handfast.storage.ServiceState;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Random histories of certificates and of the clock: a CRL lists exactly what is revoked
 * and had not expired before the CRL ahead of it. {@code -Dcrl.histories=} says how many,
 * {@code -Dcrl.seed=} repeats one.
 */
class CrlHistoryTests {

	private static final int HISTORIES = Integer.getInteger("crl.histories", 2);

	private static final int STEPS = 120;

	private static final List<RevocationReason> REASONS = List.of(RevocationReason.UNSPECIFIED,
			RevocationReason.KEY_COMPROMISE, RevocationReason.SUPERSEDED, RevocationReason.CESSATION_OF_OPERATION);

	@TempDir
	private Path home;

	@Test
	void listsExactlyWhatIsRevokedAndHadNotExpiredBeforeTheListAheadOfIt() throws Exception {
		long first = Long.getLong("crl.seed", new SecureRandom().nextInt(1_000_000));
		for (long seed = first; seed < first + HISTORIES; seed++) {
			History history = new History(Files.createDirectory(this.home.resolve("home-" + seed)), new Random(seed));
			try {
				history.run();
			}
			catch (Throwable ex) {
				throw new AssertionError("Again with -Dcrl.histories=1 -Dcrl.seed=" + seed + ": " + history.told, ex);
			}
			finally {
				history.fixture.close();
			}
		}
	}

	private static final class History {

		private final Path home;

		private final Random random;

		private final List<String> told = new ArrayList<>();

		private final List<Known> known = new ArrayList<>();

		private final Map<Integer, Seen> seen = new HashMap<>();

		private Duration ahead = Duration.ZERO;

		private AuthorityFixture fixture;

		History(Path home, Random random) {
			this.home = home;
			this.random = random;
			this.fixture = AuthorityFixture.onH2(home, SettableClock.class).establish();
		}

		void run() throws Exception {
			bringUpToDate();
			for (int step = 0; step < STEPS; step++) {
				step();
			}
			bringUpToDate();
			assertThat(this.told).contains("list");
		}

		private void step() throws Exception {
			switch (this.random.nextInt(20)) {
				case 0, 1, 2 -> issue();
				case 3, 4, 5 -> revoke();
				case 6 -> hold();
				case 7 -> release();
				case 8 -> orphan();
				case 9, 10 -> pass(Duration.ofMinutes(this.random.nextInt(300)));
				case 11, 12 -> pass(Duration.ofHours(this.random.nextInt(100)));
				case 13 -> pass(Duration.ofHours(-this.random.nextInt(60)));
				case 14 -> fail();
				case 15 -> makeWithoutServing();
				case 16 -> restart();
				default -> bringUpToDate();
			}
		}

		private void issue() {
			tell("issue");
			Duration validity = Duration.ofHours(1 + this.random.nextInt(150));
			Certificate certificate = this.fixture.authorities()
				.issue(this.fixture.order(validity, "shop" + this.known.size() + ".test"));
			Known one = new Known(new BigInteger(certificate.serial(), 16), certificate.id(), certificate.notAfter());
			this.known.add(one);
		}

		private void revoke() {
			Known one = any();
			if (one != null) {
				RevocationReason reason = REASONS.get(this.random.nextInt(REASONS.size()));
				boolean changed = certificates().revoke(one.id, at(), reason.label(), false);
				assertThat(changed).isEqualTo(one.reason == null || one.reason == CRLReason.certificateHold);
				if (changed) {
					one.reason = reason.code();
				}
				tell("revoke");
			}
		}

		private void hold() {
			Known one = any();
			if (one != null && certificates().revoke(one.id, at(), "certificateHold", true)) {
				one.reason = CRLReason.certificateHold;
				tell("hold");
			}
		}

		private void release() {
			this.known.stream()
				.filter((one) -> one.reason != null && one.reason == CRLReason.certificateHold)
				.findAny()
				.ifPresent((one) -> {
					assertThat(certificates().release(one.id)).isTrue();
					one.reason = null;
					tell("release");
				});
		}

		private void orphan() {
			tell("orphan");
			BigInteger serial = new BigInteger(100, this.random).setBit(100);
			Instant notAfter = now().plus(Duration.ofHours(this.random.nextInt(150) - 20));
			UUID id = UUID.randomUUID();
			certificates().revokeAsOrphan(id, issuing().key(), issuing().id(), 1, new SerialNumber(serial), notAfter,
					new byte[32], id, at());
			Known one = new Known(serial, id, notAfter);
			one.reason = CRLReason.unspecified;
			this.known.add(one);
		}

		private void pass(Duration wanted) {
			// Never to before the CA's own beginning.
			Duration time = this.ahead.plus(wanted).isNegative() ? this.ahead.negated() : wanted;
			tell("pass " + time);
			this.ahead = this.ahead.plus(time);
			this.fixture.get(SettableClock.class).pass(time);
			this.fixture.get(ServiceState.class).acceptClock();
		}

		// As if the process had been killed: before the signature, or before the list was
		// kept.
		private void fail() throws Exception {
			tell("fail");
			String failing = this.random.nextBoolean() ? "intent" : "done";
			for (CrlScope scope : scopes()) {
				assertThatExceptionOfType(Problem.class).isThrownBy(() -> maker((line) -> () -> {
					if (line.outcome().equals(failing)) {
						throw ProblemType.AUDIT_UNAVAILABLE.because("The disk is full");
					}
				}).make(scope));
			}
		}

		// As if another node had made it.
		private void makeWithoutServing() throws Exception {
			tell("make");
			for (CrlScope scope : scopes()) {
				maker(this.fixture.get(AuditLog.class)).make(scope);
				look(scope);
			}
		}

		private void restart() {
			tell("restart");
			this.fixture.close();
			this.fixture = AuthorityFixture.onH2(this.home, SettableClock.class);
			this.fixture.get(SettableClock.class).pass(this.ahead);
		}

		private void bringUpToDate() throws Exception {
			tell("list");
			this.fixture.get(Crls.class).bringUpToDate();
			for (CrlScope scope : scopes()) {
				look(scope);
				assertThat(this.fixture.get(Served.class).number(scope.key()))
					.isEqualTo(this.fixture.get(CrlRows.class).newest(scope).orElseThrow().number());
			}
		}

		private void look(CrlScope scope) throws IOException {
			CrlRows rows = this.fixture.get(CrlRows.class);
			X509CRLHolder crl = new X509CRLHolder(
					rows.der(scope, rows.newest(scope).orElseThrow().number()).orElseThrow());
			Seen before = this.seen.get(scope.shard());
			Seen now = Seen.of(crl, before);
			Map<BigInteger, Integer> expected = this.known.stream()
				.filter((one) -> one.reason != null && !one.notAfter.isBefore(now.horizon))
				.collect(Collectors.toMap((one) -> one.serial, (one) -> one.reason));
			assertThat(now.entries).isEqualTo(expected);
			if (before != null) {
				assertThat(now.number).isGreaterThanOrEqualTo(before.number);
				requireThatWhatLeftHadStoodPastItsEnd(before, now);
			}
			this.seen.put(scope.shard(), now);
		}

		// RFC 5280 §3.3
		private void requireThatWhatLeftHadStoodPastItsEnd(Seen before, Seen now) {
			this.known.stream()
				.filter((one) -> one.reason != null && before.entries.containsKey(one.serial)
						&& !now.entries.containsKey(one.serial))
				.forEach((one) -> assertThat(before.thisUpdate).isAfter(one.notAfter));
		}

		private CrlMaker maker(AuditLog audit) {
			return new CrlMaker(this.fixture.get(CrlRows.class), this.fixture.get(Served.class), certificates(),
					this.fixture.get(Shards.class), this.fixture.get(CrlSigners.class),
					this.fixture.get(CrlProperties.class), audit, this.fixture.get(Durability.class),
					this.fixture.get(Installation.class), this.fixture.get(PlatformTransactionManager.class),
					this.fixture.get(Clock.class));
		}

		private List<CrlScope> scopes() {
			Authority issuing = issuing();
			return List.of(new CrlScope(issuing, 1, this.fixture.get(Shards.class).of(issuing.key()).getFirst().url()),
					new CrlScope(issuing, CrlScope.WHOLE, null));
		}

		private Authority issuing() {
			return this.fixture.authorities().all().getLast();
		}

		private Certificates certificates() {
			return this.fixture.get(Certificates.class);
		}

		private Known any() {
			return this.known.isEmpty() ? null : this.known.get(this.random.nextInt(this.known.size()));
		}

		// Another node's clock may be behind.
		private Instant at() {
			return now().minusMillis(this.random.nextInt(300_000));
		}

		private Instant now() {
			return this.fixture.get(Clock.class).instant().truncatedTo(ChronoUnit.SECONDS);
		}

		private void tell(String step) {
			this.told.add(step);
		}

	}

	/**
	 * What the test knows of a certificate.
	 */
	private static final class Known {

		private final BigInteger serial;

		private final UUID id;

		private final Instant notAfter;

		// Its CRLReason; null while it is not revoked.
		private Integer reason;

		Known(BigInteger serial, UUID id, Instant notAfter) {
			this.serial = serial;
			this.id = id;
			this.notAfter = notAfter;
		}

	}

	/**
	 * A list, as Bouncy Castle reads it.
	 *
	 * @param horizon the time of the list ahead of it, or its own where the clock was set
	 * back
	 */
	private record Seen(long number, Instant thisUpdate, Instant horizon, Map<BigInteger, Integer> entries) {

		static Seen of(X509CRLHolder crl, Seen before) {
			long number = ASN1Integer.getInstance(crl.getExtension(Extension.cRLNumber).getParsedValue())
				.longValueExact();
			Instant thisUpdate = crl.getThisUpdate().toInstant();
			Map<BigInteger, Integer> entries = new HashMap<>();
			crl.getRevokedCertificates().forEach((entry) -> {
				X509CRLEntryHolder one = (X509CRLEntryHolder) entry;
				assertThat(entries.put(one.getSerialNumber(), reason(one))).isNull();
			});
			if (before != null && before.number == number) {
				return new Seen(number, thisUpdate, before.horizon, entries);
			}
			return new Seen(number, thisUpdate, horizon(thisUpdate, before), entries);
		}

		private static Instant horizon(Instant thisUpdate, Seen before) {
			if (before == null) {
				return Instant.EPOCH;
			}
			return before.thisUpdate.isBefore(thisUpdate) ? before.thisUpdate : thisUpdate;
		}

		private static int reason(X509CRLEntryHolder entry) {
			Extension reason = entry.getExtension(Extension.reasonCode);
			return (reason != null) ? ASN1Enumerated.getInstance(reason.getParsedValue()).intValueExact()
					: CRLReason.unspecified;
		}

	}

}
