package handfast.authority;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import handfast.authority.Authority.Kind;
import handfast.authority.Authority.State;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * CAs ready to sign. The issuing CA's key stays open in memory; the root's is opened for
 * one use and forgotten.
 */
@Component
class SigningCas {

	private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final AuthorityRows rows;

	private final Shards shards;

	private final CaKeyPairs keyPairs;

	private final Durability durability;

	private final Map<UUID, Opened> opened = new ConcurrentHashMap<>();

	// Why CAs are paused whose row does not say so yet.
	private final Map<UUID, String> pausedHere = new ConcurrentHashMap<>();

	private final ReentrantLock reading = new ReentrantLock();

	private volatile @Nullable Read latest;

	private final AtomicInteger changes = new AtomicInteger();

	SigningCas(AuthorityRows rows, Shards shards, CaKeyPairs keyPairs, Durability durability) {
		this.durability = durability;
		this.rows = rows;
		this.shards = shards;
		this.keyPairs = keyPairs;
	}

	/**
	 * The CA that issues now, read at most a second ago: that is how long another shard,
	 * certificate or pause takes to be seen.
	 * @throws handfast.problem.Problem {@code SEALED} where its key can't be opened
	 */
	SigningCa issuing() {
		Read read = this.latest;
		long now = System.nanoTime();
		if (read != null && now - read.at() < REREAD_NANOS) {
			return read.ca();
		}
		// One thread reads while the others go on with what is there.
		if (read != null && now - read.at() < STALE_NANOS && !this.reading.tryLock()) {
			return read.ca();
		}
		if (!this.reading.isHeldByCurrentThread()) {
			this.reading.lock();
		}
		try {
			return readAgain();
		}
		finally {
			this.reading.unlock();
		}
	}

	private SigningCa readAgain() {
		Read read = this.latest;
		if (read != null && System.nanoTime() - read.at() < REREAD_NANOS) {
			return read.ca();
		}
		long at = System.nanoTime();
		int change = this.changes.get();
		CaKey key = this.rows.findKey(Kind.ISSUING, State.ACTIVE, State.PAUSED)
			.orElseThrow(
					() -> ProblemType.AUTHORITY_FAULTY.because("There is no issuing CA yet: start the service once."));
		SigningCa ca = ca(key, this.opened.computeIfAbsent(key.id(), (id) -> open(key)));
		// What was read before a change of ours is not kept after it.
		if (this.changes.get() == change) {
			this.latest = new Read(ca, at);
		}
		return ca;
	}

	/**
	 * The root with its key open. Not kept.
	 * @throws handfast.problem.Problem {@code SEALED} where the key that wraps it is not
	 * here
	 */
	SigningCa root() {
		CaKey key = this.rows.findKey(Kind.ROOT, State.ACTIVE, State.PAUSED)
			.orElseThrow(() -> new IllegalStateException("There is no root"));
		return ca(key, open(key));
	}

	/**
	 * A root that has no certificate yet.
	 */
	SigningCa newRoot(CaKey key, X500Name name) {
		Opened open = open(key);
		SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(key.spki());
		return new SigningCa(key.authority(), key.id(), name, publicKey, KeyIdentifiers.of(publicKey), List.of(),
				List.of(), open.signer(), open.rehearsal(), null, null);
	}

	/**
	 * Signs no more until an administrator says so: at once here, whatever the database
	 * does, and soon on every node.
	 */
	void pause(SigningCa ca, String reason) {
		this.pausedHere.put(ca.authority(), reason);
		this.rows.pause(ca.authority(), reason);
		this.durability.await();
		readAnew();
		this.pausedHere.remove(ca.authority());
	}

	/**
	 * @return whether it was paused
	 */
	boolean resume(UUID authority) {
		boolean resumed = this.rows.resume(authority);
		boolean resumedHere = this.pausedHere.remove(authority) != null;
		readAnew();
		return resumed || resumedHere;
	}

	/**
	 * @throws handfast.problem.Problem {@code AUTHORITY_FAULTY} where it is paused
	 */
	void requireSigning(SigningCa ca) {
		ca.requireSigning();
		String reason = this.pausedHere.get(ca.authority());
		if (reason != null) {
			throw ca.paused(reason);
		}
	}

	/**
	 * Forgets what was read, after a change of ours.
	 */
	void readAnew() {
		this.changes.incrementAndGet();
		this.latest = null;
	}

	private Opened open(CaKey key) {
		return new Opened(this.keyPairs.open(key), this.keyPairs.rehearsalKey(key.algorithm()));
	}

	private SigningCa ca(CaKey key, Opened open) {
		Authority own = this.rows.find(key.authority()).orElseThrow();
		List<Authority> path = (key.kind() == Kind.ROOT) ? List.of(own) : List.of(own, root(key));
		X509CertificateHolder certificate = own.holder();
		String pauseReason = (own.state() == State.PAUSED) ? this.rows.pauseReason(own.id()) : null;
		return new SigningCa(own.id(), key.id(), certificate.getSubject(), certificate.getSubjectPublicKeyInfo(),
				KeyIdentifiers.of(certificate.getSubjectPublicKeyInfo()), path.stream().map(Authority::holder).toList(),
				path.stream().map(Authority::der).toList(), open.signer(), open.rehearsal(),
				this.shards.open(key.id()).orElse(null), pauseReason);
	}

	private Authority root(CaKey key) {
		return this.rows.all()
			.stream()
			.filter((authority) -> authority.kind() == Kind.ROOT)
			.reduce((older, newer) -> newer)
			.orElseThrow(() -> new IllegalStateException("The key " + key.keyId() + " has no root above it"));
	}

	private record Opened(CaSigner signer, RehearsalKey rehearsal) {
	}

	private record Read(SigningCa ca, long at) {
	}

}
