package handfast.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.KeyAlgorithm;
import handfast.x509.PermitRule;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * A CA of this installation, with the certificate that it has now.
 *
 * @param series what profiles name; CAs that follow one another share it
 * @param key id of its key
 * @param der its certificate
 * @param issuer the CA of ours above it; null for a root, and under a CA elsewhere
 * @param foreignIssuers DER of those above it elsewhere, nearest first, the anchor last;
 * empty where its issuer is ours
 * @param lifetime of the certificates that those who follow it get
 * @param pathLength how many CAs may stand below it; negative for any number
 * @param permitted domains and networks that it may certify alone; empty for all
 * @param stateSince when it came into its state
 */
public record Authority(UUID id, Kind kind, String series, String name, State state, UUID key,
		KeyAlgorithm keyAlgorithm, byte[] der, @Nullable UUID issuer, List<byte[]> foreignIssuers, Duration lifetime,
		int pathLength, List<PermitRule> permitted, Instant createdAt, Instant stateSince) {

	/**
	 * What it signs.
	 */
	public enum Kind {

		ROOT, ISSUING

	}

	/**
	 * Whether it signs.
	 */
	public enum State {

		/** Its certificate is not there yet. */
		PREPARING,

		/** Another CA is to make its certificate, from its CSR. */
		AWAITING,

		/** Its certificate can be fetched already, and it issues when its turn comes. */
		PUBLISHED,

		ACTIVE,

		/** A signature of its key is in doubt (security §1.3). */
		PAUSED,

		/** Another has taken its turn: it signs CRLs and OCSP signers alone. */
		RETIRING,

		/** All that it signed has expired, and its key is destroyed. */
		DESTROYED,

		/** A root whose first signature was cut off (security §1.4). */
		ABANDONED;

		/**
		 * Whether it issues, or would if it were not paused.
		 */
		public boolean isInTurn() {
			return this == ACTIVE || this == PAUSED;
		}

	}

	public boolean isRoot() {
		return this.kind == Kind.ROOT;
	}

	/**
	 * The certificate, read.
	 */
	public X509CertificateHolder holder() {
		return Der.certificate(this.der);
	}

	public Instant notAfter() {
		return holder().getNotAfter().toInstant();
	}

}
