package handfast.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.common.util.concurrent.Striped;
import handfast.authority.Authorities;
import handfast.authority.Authority;
import handfast.authority.Shard;
import handfast.authority.Shards;
import handfast.certificate.Certificates;
import handfast.certificate.IssuedSerial;
import handfast.certificate.RevokedEntry;
import handfast.certificate.SerialStatus;
import handfast.problem.Problem;
import handfast.x509.SerialNumber;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * OCSP answers made ahead, kept and made anew: when half of their life is left, and when
 * their certificate's revocation changes. This node hears of its own revocations at once,
 * and finds all others in rows. Each node makes its own answers, by the same signer.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5019#section-2 RFC 5019 §2
 */
@Service
public class OcspAnswers {

	private static final Logger logger = LoggerFactory.getLogger(OcspAnswers.class);

	// A commit may come late, and the clocks of two nodes may differ by that much.
	private static final Duration LOOK_BACK = Duration.ofMinutes(2);

	// By then what was being signed is issued, or never will be.
	private static final Duration SETTLED = Duration.ofMinutes(2);

	private static final int MOST_AT_ONCE = 500;

	private final Authorities authorities;

	private final Shards shards;

	private final Certificates certificates;

	private final OcspIssuers issuers;

	private final OcspMaker maker;

	private final OcspStore store;

	private final Clock clock;

	// Of two that look at one certificate, the later to look must be the later to write.
	private final Striped<Lock> locks = Striped.lock(256);

	OcspAnswers(Authorities authorities, Shards shards, Certificates certificates, OcspIssuers issuers, OcspMaker maker,
			OcspStore store, Clock clock) {
		this.authorities = authorities;
		this.shards = shards;
		this.certificates = certificates;
		this.issuers = issuers;
		this.maker = maker;
		this.store = store;
		this.clock = clock;
	}

	/**
	 * The answer that is kept and can still be used.
	 */
	Optional<KeptAnswer> find(OcspName name) {
		return this.store.find(name).filter((answer) -> answer.isUsable(this.clock.instant()));
	}

	/**
	 * Makes and keeps the answer, by what the inventory says now; empty for what was
	 * never issued.
	 * @throws Problem where nothing can be signed now
	 */
	Optional<KeptAnswer> make(Authority issuer, OcspName name) {
		Lock lock = this.locks.get(name);
		lock.lock();
		try {
			Optional<SerialStatus> serial = this.certificates.statusOf(name.caKey(), name.serial());
			OcspStatus status = serial.map(OcspStatus::of).orElse(OcspStatus.UNKNOWN);
			if (!status.known()) {
				return Optional.empty();
			}
			CertificateID asked = new CertificateID(OcspIssuers.idOf(issuer, name));
			OcspMaker.MadeAnswer made = this.maker.make(issuer, List.of(new OcspMaker.Said(asked, status)),
					List.of(serial.orElseThrow().shard()), null);
			KeptAnswer answer = new KeptAnswer(status, made.thisUpdate(), made.nextUpdate(), made.der());
			this.store.put(name, answer);
			return Optional.of(answer);
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Makes the answers anew that are kept of a certificate, after its revocation has
	 * changed here. What goes wrong is found again from rows.
	 */
	void changed(UUID caKey, SerialNumber serial) {
		try {
			this.authorities.all()
				.stream()
				.filter((authority) -> authority.key().equals(caKey))
				.forEach((issuer) -> makeWhereKept(issuer, serial));
		}
		catch (RuntimeException ex) {
			logger.debug("The OCSP answers of {} wait for the next look at rows", serial.hex(), ex);
		}
	}

	private void makeWhereKept(Authority issuer, SerialNumber serial) {
		names(issuer.key(), serial).filter((name) -> this.store.find(name).isPresent())
			.forEach((name) -> makeOrDrop(issuer, name));
	}

	// What is known to be wrong is not said any more, signed anew or not.
	private void makeOrDrop(Authority issuer, OcspName name) {
		try {
			if (makeOrGiveUp(issuer, name).isEmpty()) {
				this.store.remove(name);
			}
		}
		catch (Problem ex) {
			logger.debug("The OCSP answer of {} is dropped: {}", name, ex.detail());
			this.store.remove(name);
		}
	}

	// One that breaks a rule must not hold up the others.
	private Optional<KeptAnswer> makeOrGiveUp(Authority issuer, OcspName name) {
		try {
			return make(issuer, name);
		}
		catch (IllegalStateException ex) {
			logger.error("ALARM: the OCSP answer of {} could not be made: {}", name, ex.toString());
			return Optional.empty();
		}
	}

	private static Stream<OcspName> names(UUID caKey, SerialNumber serial) {
		return Stream.of(OcspForm.values()).map((form) -> new OcspName(caKey, form, serial));
	}

	/**
	 * Makes what revocations since the last look call for, then what is half through, and
	 * last what was issued meanwhile.
	 */
	@Scheduled(initialDelay = 2, fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
	public void bringUpToDate() {
		this.store.heal();
		this.issuers.readAgain();
		Map<UUID, Authority> byKey = this.authorities.all()
			.stream()
			.filter((authority) -> authority.kind() == Authority.Kind.ISSUING)
			.collect(Collectors.toMap(Authority::key, Function.identity()));
		try {
			followRevocations(byKey);
			renewDue(byKey);
			makeAhead(byKey);
		}
		catch (Problem ex) {
			logger.debug("No OCSP answers are made now: {}", ex.detail());
		}
		catch (MVStoreException ex) {
			// Opened again at the next look, which finds the same to do.
			logger.warn("The file of OCSP answers is not there now: {}", ex.getMessage());
		}
	}

	private void followRevocations(Map<UUID, Authority> byKey) {
		Instant now = this.clock.instant();
		Instant since = this.store.seen().equals(Instant.EPOCH) ? Instant.EPOCH : this.store.seen().minus(LOOK_BACK);
		for (Authority issuer : byKey.values()) {
			for (Shard shard : this.shards.of(issuer.key())) {
				this.certificates.revokedSince(issuer.key(), shard.number(), since)
					.forEach((entry) -> follow(issuer, entry));
			}
		}
		// A hold that ended left no trace among the revoked.
		this.store.held().forEach((name) -> {
			boolean same = this.certificates.statusOf(name.caKey(), name.serial())
				.map(OcspStatus::of)
				.equals(this.store.find(name).map(KeptAnswer::status));
			Authority issuer = byKey.get(name.caKey());
			if (!same && issuer != null) {
				makeOrDrop(issuer, name);
			}
		});
		this.store.seen(now);
	}

	private void follow(Authority issuer, RevokedEntry entry) {
		OcspStatus status = OcspStatus.of(entry);
		names(issuer.key(), entry.serial())
			.filter((name) -> this.store.find(name).filter((answer) -> !answer.status().equals(status)).isPresent())
			.forEach((name) -> makeOrDrop(issuer, name));
	}

	private void renewDue(Map<UUID, Authority> byKey) {
		Instant now = this.clock.instant();
		for (OcspName name : this.store.due(now, MOST_AT_ONCE)) {
			Authority issuer = byKey.get(name.caKey());
			boolean alive = this.certificates.statusOf(name.caKey(), name.serial())
				.filter((serial) -> serial.notAfter().isAfter(now))
				.isPresent();
			if (issuer == null || !alive || makeOrGiveUp(issuer, name).isEmpty()) {
				this.store.remove(name);
			}
		}
	}

	private void makeAhead(Map<UUID, Authority> byKey) {
		UUID end = firstIdAt(this.clock.instant().minus(SETTLED));
		for (IssuedSerial issued : this.certificates.issuedBetween(this.store.walked(), end, MOST_AT_ONCE)) {
			Authority issuer = byKey.get(issued.issuerKey());
			if (issuer != null) {
				Stream.of(OcspForm.SHA1, OcspForm.SHA256)
					.map((form) -> new OcspName(issued.issuerKey(), form, issued.serial()))
					.filter((name) -> find(name).isEmpty())
					.forEach((name) -> makeOrGiveUp(issuer, name));
			}
			this.store.walked(issued.id());
		}
	}

	// UUIDv7 begins with milliseconds.
	private static UUID firstIdAt(Instant time) {
		return new UUID(time.toEpochMilli() << 16, 0);
	}

}
