package handfast.certificate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What became of a serial number that one of our CA keys was asked to sign.
 *
 * @param shard of the CRL that answers for it
 * @param revokedAt null where it is not revoked
 * @param reason RFC 5280 name; null for an orphan too
 */
public record SerialStatus(Certificate.State state, int shard, Instant notAfter, @Nullable Instant revokedAt,
		@Nullable String reason) {
}
