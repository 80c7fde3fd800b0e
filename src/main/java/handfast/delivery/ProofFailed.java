package handfast.delivery;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A bundle of this certificate did not stand the handshake. May be lost.
 *
 * @param report id; null where it did not come to a handshake
 */
public record ProofFailed(UUID certificate, @Nullable UUID report) {
}
