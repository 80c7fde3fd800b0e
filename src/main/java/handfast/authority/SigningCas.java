package handfast.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import handfast.authority.Authority.State;
import handfast.problem.ProblemType;
import handfast.storage.Durability;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.springframework.stereotype.Component;

/**
 * CAs ready to sign. Keys of issuing CAs stay open in memory; a root's is opened for one
 * use and forgotten.
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

	// By series.
	private final Map<String, Read> latest = new ConcurrentHashMap<>();

	private final AtomicInteger changes = new AtomicInteger();

	SigningCas(AuthorityRows rows, Shards shards, CaKeyPairs keyPairs, Durability durability) {
		this.durability = durability;
		this.rows = rows;
		this.shards = shards;
		this.keyPairs = keyPairs;
	}

	/**
	 * The CA of the series that issues now, read at most a second ago: that is how long
	 * another shard, certificate, turn or pause takes to be seen.
	 * @throws handfast.problem.Problem {@code SEALED} where its key can't be opened,
	 * {@code CONFLICT} where there is no such CA
	 */
	SigningCa issuing(String series) {
		Read read = this.latest.get(series);
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
			return readAgain(series);
		}
		finally {
			this.reading.unlock();
		}
	}

	private SigningCa readAgain(String series) {
		Read read = this.latest.get(series);
		if (read != null && System.nanoTime() - read.at() < REREAD_NANOS) {
			return read.ca();
		}
		long at = System.nanoTime();
		int change = this.changes.get();
		SigningCa ca = of(this.rows.inTurn(series)
			.orElseThrow(() -> ProblemType.CONFLICT.because("There is no CA " + series
					+ " that could sign: make it by POST /api/v1/authorities with {\"series\": \"" + series
					+ "\"}, or name another in the profile.")));
		// What was read before a change of ours is not kept after it.
		if (this.changes.get() == change) {
			this.latest.put(series, new Read(ca, at));
		}
		return ca;
	}

	/**
	 * The authority, its key open.
	 * @throws handfast.problem.Problem {@code SEALED} where the key that wraps it is not
	 * here, {@code AUTHORITY_FAULTY} where it is destroyed
	 */
	SigningCa of(Authority authority) {
		CaKey key = this.rows.findKey(authority.key()).orElseThrow();
		return ca(authority, authority.isRoot() ? open(key) : this.opened.computeIfAbsent(key.id(), (id) -> open(key)));
	}

	/**
	 * The root in turn, its key open. Not kept.
	 * @throws handfast.problem.Problem {@code SEALED} where the key that wraps it is not
	 * here
	 */
	SigningCa root() {
		return of(this.rows.inTurn(CaTerms.ROOT)
			.orElseThrow(() -> new IllegalStateException("There is no root in turn")));
	}

	/**
	 * A root that has no certificate yet.
	 */
	SigningCa newRoot(CaKey key, X500Name name) {
		Opened open = open(key);
		SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(key.spki());
		return new SigningCa(key.authority(), key.id(), name, publicKey, KeyIdentifiers.of(publicKey), List.of(),
				List.of(), List.of(), open.signer(), open.rehearsal(), null, null);
	}

	/**
	 * Signs no more until an administrator says so: at once here, whatever the database
	 * does, and soon on every node.
	 */
	void pause(SigningCa ca, String reason) {
		this.pausedHere.put(ca.authority(), reason);
		boolean written = this.rows.pause(ca.authority(), reason);
		this.durability.await();
		readAnew();
		// One that is not in turn has no row that could say so.
		if (written) {
			this.pausedHere.remove(ca.authority());
		}
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
		this.latest.clear();
	}

	private Opened open(CaKey key) {
		return new Opened(this.keyPairs.open(key), this.keyPairs.rehearsalKey(key.algorithm()));
	}

	private SigningCa ca(Authority own, Opened open) {
		List<byte[]> path = path(own);
		X509CertificateHolder certificate = own.holder();
		String pauseReason = (own.state() == State.PAUSED) ? this.rows.pauseReason(own.id()) : null;
		return new SigningCa(own.id(), own.key(), certificate.getSubject(), certificate.getSubjectPublicKeyInfo(),
				KeyIdentifiers.in(certificate), path.stream().map(Der::certificate).toList(), path, chain(own),
				open.signer(), open.rehearsal(), this.shards.open(own.key()).orElse(null), pauseReason);
	}

	// Its own certificate and those above, the root last.
	private List<byte[]> path(Authority own) {
		List<byte[]> path = new ArrayList<>();
		for (Authority each : upwards(own)) {
			path.add(each.der());
			path.addAll(each.foreignIssuers());
		}
		return List.copyOf(path);
	}

	/**
	 * What is handed out above a leaf that the authority signed.
	 */
	List<byte[]> chain(Authority own) {
		List<byte[]> path = path(own);
		List<byte[]> chain = new ArrayList<>(path.subList(0, path.size() - 1));
		Authority top = upwards(own).getLast();
		if (top.isRoot() && !own.isRoot()) {
			chain.addAll(this.rows.crossCertificates(top.id()));
		}
		return List.copyOf(chain);
	}

	private List<Authority> upwards(Authority own) {
		List<Authority> all = new ArrayList<>(List.of(own));
		for (UUID issuer = own.issuer(); issuer != null; issuer = all.getLast().issuer()) {
			all.add(this.rows.find(issuer).orElseThrow());
		}
		return all;
	}

	private record Opened(CaSigner signer, RehearsalKey rehearsal) {
	}

	private record Read(SigningCa ca, long at) {
	}

}
