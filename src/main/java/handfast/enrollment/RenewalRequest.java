package handfast.enrollment;

import java.util.Optional;

import handfast.access.IdempotencyKey;

/**
 * How a certificate is to be renewed: for a new key made here, for that of a CSR, or for
 * the same key.
 */
public record RenewalRequest(boolean rekey, Optional<String> csr, Optional<IdempotencyKey> idempotencyKey) {
}
