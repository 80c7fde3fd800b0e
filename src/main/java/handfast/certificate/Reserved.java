package handfast.certificate;

import java.time.Instant;
import java.util.UUID;

import handfast.x509.SerialNumber;
import org.jspecify.annotations.Nullable;

/**
 * An intent whose outcome nobody will bring any more. Its signature may exist.
 *
 * @param tbsSha256 of what may have been signed
 * @param node whose intent it was
 * @param run of that node
 */
public record Reserved(UUID id, Certificate.Kind kind, UUID issuerKey, @Nullable UUID authority, SerialNumber serial,
		int shard, Instant notAfter, byte[] tbsSha256, UUID owner, UUID node, UUID run, @Nullable String requestId) {
}
