package handfast.certificate;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import handfast.access.Caller;
import handfast.access.Role;
import handfast.storage.Node;
import handfast.x509.ObservedName;
import handfast.x509.SerialNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CertificatesTests {

	private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

	private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private static final UUID OURS = new UUID(1, 7);

	private static final UUID CA = new UUID(1, 1);

	private static final Node NODE = new Node(new UUID(2, 1), new UUID(2, 2));

	private static final Caller READER = new Caller(new UUID(0, 1), "reader", Role.READER, List.of(), List.of(), null);

	static Stream<TestDatabase> databases() {
		return Stream.of(TestDatabase.h2(), TestDatabase.postgres());
	}

	@Test
	void computesTheStatusInTheOrderOfTheContract() {
		Instant past = NOW.minusSeconds(10);
		Instant ahead = NOW.plusSeconds(10);
		assertThat(Status.of(true, false, true, past, past, NOW)).isEqualTo(Status.REVOKED);
		assertThat(Status.of(true, true, true, past, past, NOW)).isEqualTo(Status.ON_HOLD);
		assertThat(Status.of(false, false, true, past, past, NOW)).isEqualTo(Status.EXPIRED);
		assertThat(Status.of(false, false, true, ahead, ahead, NOW)).isEqualTo(Status.SUPERSEDED);
		assertThat(Status.of(false, false, false, ahead, ahead, NOW)).isEqualTo(Status.PENDING);
		assertThat(Status.of(false, false, false, NOW, NOW, NOW.plusMillis(999))).isEqualTo(Status.ACTIVE);
		assertThat(Status.of(false, false, false, NOW, NOW, NOW.plusSeconds(1))).isEqualTo(Status.EXPIRED);
	}

	@ParameterizedTest
	@MethodSource("databases")
	void followsAnIntentToItsEnd(TestDatabase database) {
		Certificates certificates = certificates(database);
		certificates.storeChain(CA, List.of(new byte[] { 1 }));
		Reservation first = intent(1, CA, "web-server", NOW, NOW.plusSeconds(1000), null, "a.test");
		Reservation second = intent(2, CA, "web-server", NOW, NOW.plusSeconds(1000), first.id(), "a.test");
		Reservation lost = intent(3, CA, "web-server", NOW, NOW.plusSeconds(1000), null, "a.test");
		certificates.reserve(first);
		assertThat(search(database, CertificateQueries.named("a.test"))).isEmpty();
		assertThat(certificates.markIssued(first, new byte[] { 5, 1 })).isTrue();
		assertThat(certificates.markIssued(first, new byte[] { 5, 1 })).isFalse();
		certificates.reserve(second);
		certificates.markIssued(second, new byte[] { 5, 2 });
		certificates.reserve(lost);
		assertThat(certificates.leftBehind(NODE)).isEmpty();
		assertThat(certificates.leftBehind(new Node(NODE.id(), new UUID(2, 3)))).extracting(Reserved::serial)
			.containsExactly(lost.serial());
		assertThat(certificates.markOrphaned(lost.id(), NOW)).isTrue();
		assertThat(certificates.markIssued(lost, new byte[] { 5, 3 })).isFalse();
		Certificate superseded = certificates.require(first.id(), READER);
		assertThat(superseded.status(NOW)).isEqualTo(Status.SUPERSEDED);
		assertThat(superseded.successor()).isEqualTo(second.id());
		assertThat(superseded.chain()).containsExactly(new byte[] { 1 });
		assertThat(search(database, CertificateQueries.named("a.test"))).containsExactly(second.id(), first.id());
		assertThat(search(database, CertificateQueries.serial(lost.serial()))).containsExactly(lost.id());
		assertThat(certificates.revokedIn(CA, 0, NOW)).extracting(RevokedEntry::serial, RevokedEntry::reason)
			.containsExactly(org.assertj.core.api.Assertions.tuple(lost.serial(), null));
		assertThat(certificates.countIn(CA, 0)).isEqualTo(3);
		assertThat(certificates.tallyRevokedIn(CA, 0, NOW.plusSeconds(1000)))
			.isEqualTo(new RevokedTally(1, ChronoUnit.MICROS.between(Instant.EPOCH, NOW)));
		assertThat(certificates.tallyRevokedIn(CA, 0, NOW.plusSeconds(1001))).isEqualTo(RevokedTally.NONE);
		assertThat(certificates.tallyRevokedIn(CA, 1, NOW)).isEqualTo(RevokedTally.NONE);
		database.close();
	}

	@ParameterizedTest
	@MethodSource("databases")
	void refusesASerialThatTheIssuerHasUsed(TestDatabase database) {
		Certificates certificates = certificates(database);
		certificates.reserve(intent(1, CA, "web-server", NOW, NOW, null, "a.test"));
		assertThatExceptionOfType(SerialTaken.class).isThrownBy(() -> certificates.reserve(new Intent(1, 9).with(CA)));
		certificates.reserve(new Intent(1, 9).with(new UUID(1, 2)));
		assertThat(certificates.revokeAsOrphan(new UUID(4, 4), CA, OURS, 0, new SerialNumber(BigInteger.ONE), NOW,
				new byte[32], CA, NOW))
			.isFalse();
		assertThat(certificates.revokeAsOrphan(new UUID(4, 4), CA, OURS, 0, new SerialNumber(BigInteger.TWO), NOW,
				new byte[32], CA, NOW))
			.isTrue();
		// Where its CRL is looked for.
		assertThat(certificates.find(CA, new SerialNumber(BigInteger.TWO)).orElseThrow().authority()).isEqualTo(OURS);
		database.close();
	}

	@ParameterizedTest
	@MethodSource("databases")
	void findsWhatANaiveSearchFinds(TestDatabase database) {
		List<Certificate> all = fill(database);
		List<CertificateQuery> queries = CertificateQueries.combinations(NOW);
		Caller requester = new Caller(new UUID(7, 1), "requester", Role.REQUESTER, List.of(), List.of(), null);
		for (int swept = 0; swept < 2; swept++) {
			for (CertificateQuery query : queries) {
				for (Caller caller : List.of(READER, requester)) {
					Comparator<Place> order = query.byExpiry() ? Place.EXPIRY : Place.NEWEST;
					List<UUID> expected = all.stream()
						.filter((certificate) -> query.matches(certificate, caller, NOW))
						.sorted(Comparator.comparing(Place::of, order))
						.map(Certificate::id)
						.toList();
					assertThat(search(database, query, caller)).as(query + " by " + caller.name()).isEqualTo(expected);
				}
			}
			new Sweep(database.jdbc(), new SearchRows(database.jdbc(), CLOCK), database.transaction(), CLOCK).run();
		}
		database.close();
	}

	// Written as if the clock had stood a year back, so that time has moved many since.
	private static List<Certificate> fill(TestDatabase database) {
		Clock then = Clock.fixed(NOW.minus(365, ChronoUnit.DAYS), ZoneOffset.UTC);
		Intents intents = new Intents(database.jdbc(), new SearchRows(database.jdbc(), then),
				new DueRenewals(database.jdbc()), then);
		Inventory inventory = inventory(database);
		Random random = new Random(1);
		List<UUID> ids = new ArrayList<>();
		for (int i = 1; i <= 120; i++) {
			Instant notBefore = NOW.plusSeconds(random.nextInt(40) - 30);
			Instant notAfter = notBefore.plusSeconds(random.nextInt(40));
			UUID predecessor = (i % 7 == 0) ? ids.get(random.nextInt(ids.size())) : null;
			Reservation intent = intent(i, CA, (i % 20 == 0) ? "rare" : (i % 3 == 0) ? "client" : "web-server",
					notBefore, notAfter, predecessor,
					(i % 4 == 0) ? "busy.shop.test" : "h" + i + ".d" + i % 5 + ".test", "shop.test");
			intents.reserve(intent);
			ids.add(intent.id());
			if (i % 13 == 0) {
				intents.markOrphaned(intent.id(), NOW);
			}
			else if (i % 17 != 0) {
				intents.markIssued(intent, new byte[] { 5, (byte) i });
			}
			if (i % 11 == 0) {
				database.jdbc()
					.update("update certificate set revoked_at = reserved_at, on_hold = ? where serial = ?", i % 2 == 0,
							intent.serial().value().toByteArray());
				new SearchRows(database.jdbc(), then).restand(intent.id());
			}
		}
		return inventory.findAll(ids);
	}

	private static List<UUID> search(TestDatabase database, CertificateQuery query) {
		return search(database, query, READER);
	}

	private static List<UUID> search(TestDatabase database, CertificateQuery query, Caller caller) {
		CertificateSearch search = new CertificateSearch(database.jdbc(), inventory(database), CLOCK);
		List<UUID> ids = new ArrayList<>();
		Place place = Place.START;
		do {
			CertificateSearch.Found found = search.find(query, caller, place, 7);
			found.items().forEach((certificate) -> ids.add(certificate.id()));
			place = found.next();
		}
		while (place != null);
		return ids;
	}

	private static Certificates certificates(TestDatabase database) {
		SearchRows searchRows = new SearchRows(database.jdbc(), CLOCK);
		return new Certificates(new Intents(database.jdbc(), searchRows, new DueRenewals(database.jdbc()), CLOCK),
				inventory(database), searchRows,
				new RevokedRows(database.jdbc(), new SearchRows(database.jdbc(), CLOCK), CLOCK),
				new SuccessionRows(database.jdbc()), new Chains(database.jdbc()));
	}

	private static Inventory inventory(TestDatabase database) {
		return new Inventory(database.jdbc(), new Chains(database.jdbc()), new SearchRows(database.jdbc(), CLOCK),
				CLOCK);
	}

	private static Reservation intent(int number, UUID issuer, String profile, Instant notBefore, Instant notAfter,
			UUID predecessor, String... names) {
		UUID id = new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
		return new Reservation(id, Certificate.Kind.END_ENTITY, issuer, issuer,
				new SerialNumber(BigInteger.valueOf(number)), 0, new byte[] { 1, (byte) number },
				new UUID(7, number % 2), profile, "v1",
				Stream.of(names).map((name) -> new ObservedName("dns", name)).toList(), "CN=" + names[0], "CN=CA",
				notBefore, notAfter, "EC-P256", null, new byte[32], true, id, predecessor, NODE, null);
	}

	private record Intent(int serial, int number) {

		Reservation with(UUID issuer) {
			Reservation other = intent(this.number + issuer.hashCode() % 7, issuer, "web-server", NOW, NOW, null,
					"b.test");
			return new Reservation(other.id(), other.kind(), issuer, issuer,
					new SerialNumber(BigInteger.valueOf(this.serial)), 0, other.tbs(), other.owner(), other.profile(),
					"v1", other.names(), "", "", NOW, NOW, "EC-P256", null, new byte[32], true, other.id(), null, NODE,
					null);
		}

	}

}
