package handfast.certificate;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Asked before a certificate is removed long after its end. Whoever leads to certificates
 * by their id, or still has to speak of them, says so.
 */
public interface StillNeeded {

	boolean isNeeded(Expired certificate);

	/**
	 * A certificate of an end entity that has expired.
	 *
	 * @param issuerKey the CA key that signed it; null where another CA did
	 * @param shard of the CRL that answers for it
	 * @param revoked or on hold
	 */
	record Expired(UUID id, @Nullable UUID issuerKey, int shard, Instant notAfter, boolean revoked) {
	}

}
