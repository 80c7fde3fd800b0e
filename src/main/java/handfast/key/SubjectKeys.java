package handfast.key;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import handfast.access.Caller;
import handfast.key.Wrapping.Kek;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Violation;
import handfast.x509.KeyAlgorithm;
import handfast.x509.TimeOrderedIds;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import org.springframework.stereotype.Service;

/**
 * Key pairs of end entities: made, stored wrapped, opened, erased.
 */
@Service
public class SubjectKeys {

	private final SubjectKeyRows rows;

	private final KeyPairs pairs;

	private final RsaPool pool;

	private final ReadyKeys ready;

	private final Wrapping wrapping;

	private final CryptoProviders providers;

	private final TimeOrderedIds ids;

	SubjectKeys(SubjectKeyRows rows, KeyPairs pairs, RsaPool pool, ReadyKeys ready, Wrapping wrapping,
			CryptoProviders providers, TimeOrderedIds ids) {
		this.rows = rows;
		this.pairs = pairs;
		this.pool = pool;
		this.ready = ready;
		this.wrapping = wrapping;
		this.providers = providers;
		this.ids = ids;
	}

	/**
	 * Makes a key pair; nothing is stored yet.
	 * @throws handfast.problem.Problem {@code BUSY} where an RSA key would wait over 10 s
	 */
	public SubjectKey generate(KeyAlgorithm algorithm) {
		if (!algorithm.isRsa()) {
			return wrap(algorithm, this.pairs.make(algorithm));
		}
		return this.ready.take(algorithm).orElseGet(() -> wrap(algorithm, this.pool.make(algorithm)));
	}

	/**
	 * The key of an accepted CSR: the one that is held here for this caller, else its
	 * public key under an id of its own. A CSR is no secret, so whoever sends that of
	 * another owner gets a certificate and never the key that lies here.
	 */
	public SubjectKey of(CheckedCsr csr, Caller caller) {
		return Optional.ofNullable(csr.heldKey())
			.filter((held) -> caller.sees(held.owner()))
			.flatMap((held) -> this.rows.find(held.id()))
			.orElseGet(() -> new SubjectKey(this.ids.next(), csr.algorithm(), csr.publicKey(), null));
	}

	/**
	 * Writes the key's row, unless it is there. Takes part in the caller's transaction.
	 * @param owner whom it was made for
	 */
	public void store(SubjectKey key, UUID owner) {
		this.rows.insert(key, owner);
	}

	/**
	 * The key of that id, held or not.
	 * @throws handfast.problem.Problem {@code NOT_FOUND} where there is none
	 */
	public SubjectKey require(UUID id) {
		return this.rows.find(id).orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no key " + id + "."));
	}

	/**
	 * Opens the private key, as a Bouncy Castle provider's key.
	 * @throws handfast.problem.Problem {@code KEY_NOT_HELD} where it is not here
	 * @throws IllegalStateException where the row was moved or changed
	 */
	public PrivateKey open(SubjectKey key) {
		WrappedKey wrapped = key.wrapped();
		if (wrapped == null) {
			throw ProblemType.KEY_NOT_HELD
				.because("Handfast does not hold this private key; use the one that the CSR was made with.");
		}
		byte[] pkcs8 = this.wrapping.unwrap(Kek.MAIN, wrapped, aad(key.id()));
		try {
			return this.providers.privateKey(key.algorithm(), pkcs8, this.providers.bouncyCastle());
		}
		finally {
			Arrays.fill(pkcs8, (byte) 0);
		}
	}

	/**
	 * Destroys the data key, and with it all that could be read. Takes part in the
	 * caller's transaction; a second time changes nothing.
	 * @return whether it was still held: of several callers, one is told so
	 */
	public boolean erase(UUID id) {
		return this.rows.erase(id);
	}

	/**
	 * Asks the block list in the transaction that writes the intent, so that no key slips
	 * by between the gate and the signature.
	 * @throws handfast.problem.Problem {@code PROFILE_VIOLATION} with {@code key-blocked}
	 */
	public void requireNotBlocked(SubjectPublicKeyInfo key) {
		this.rows.blockedBecause(Spki.sha256(key)).ifPresent((reason) -> {
			String message = "The key is on the block list (" + reason + "). Make a new key.";
			throw ProblemType.PROFILE_VIOLATION.because(message)
				.with("violations", List.of(new Violation("/csr", Code.KEY_BLOCKED, message)));
		});
	}

	/**
	 * Puts a key on the block list: the gate refuses it from now on.
	 * @param reason at most 200 characters, shown to whoever brings the key again
	 * @return whether it was not there before
	 */
	public boolean block(SubjectPublicKeyInfo key, String reason) {
		return this.rows.block(Spki.sha256(key), reason);
	}

	/**
	 * Makes one RSA key to be kept ready, if one is missing and nobody waits for one.
	 * @return whether it made one
	 */
	boolean prepareOne() {
		if (!this.pool.idle()) {
			return false;
		}
		return this.ready.missing().map((size) -> {
			SubjectKey key = wrap(size, this.pool.make(size));
			this.ready.add(key);
			return true;
		}).orElse(false);
	}

	private SubjectKey wrap(KeyAlgorithm algorithm, KeyPair pair) {
		UUID id = this.ids.next();
		byte[] pkcs8 = pair.getPrivate().getEncoded();
		try {
			return new SubjectKey(id, algorithm, SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
					this.wrapping.wrap(Kek.MAIN, pkcs8, aad(id)));
		}
		finally {
			Arrays.fill(pkcs8, (byte) 0);
		}
	}

	/**
	 * What names the row of a key in its encryption.
	 */
	public static String aad(UUID id) {
		return "handfast:subjectkey:v1:id=" + id;
	}

}
