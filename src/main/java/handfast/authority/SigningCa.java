package handfast.authority;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A CA ready to sign, as it was at most a second ago.
 *
 * @param key id of its key
 * @param publicKey of that key
 * @param keyIdentifier subject key identifier
 * @param issuers its certificate and those above, nearest first, the root last; empty
 * while a root signs itself
 * @param issuersDer the same as bytes
 * @param chain DER of what is handed out with a leaf: all but the root, then what other
 * roots certified of it, for clients that trust those
 * @param shard that takes what it signs; null while a root signs itself
 * @param pauseReason why it does not sign; null where it does
 */
record SigningCa(UUID authority, UUID key, X500Name name, SubjectPublicKeyInfo publicKey, byte[] keyIdentifier,
		List<X509CertificateHolder> issuers, List<byte[]> issuersDer, List<byte[]> chain, CaSigner signer,
		RehearsalKey rehearsal, @Nullable Shard shard, @Nullable String pauseReason) {

	void requireSigning() {
		if (this.pauseReason != null) {
			throw paused(this.pauseReason);
		}
	}

	Problem paused(String reason) {
		return ProblemType.AUTHORITY_FAULTY
			.because("The CA " + this.name + " is paused (" + reason + "): look into the log, then have it resumed.")
			.retryAfter(Duration.ofMinutes(5));
	}

	boolean signsItself() {
		return this.issuers.isEmpty();
	}

	X509CertificateHolder certificate() {
		return this.issuers.getFirst();
	}

	/**
	 * The shard that a certificate will name.
	 */
	Shard requireShard() {
		Shard open = this.shard;
		if (open == null) {
			throw new IllegalStateException("The CA " + this.name + " has no open CRL");
		}
		return open;
	}

}
