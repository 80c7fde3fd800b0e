package handfast.authority;

import java.time.Instant;
import java.util.UUID;

/**
 * A CA whose certificate another CA is to make.
 *
 * @param csr DER of its PKCS #10 request
 */
record AwaitingAuthority(UUID id, CaTerms terms, UUID key, byte[] csr, Instant createdAt) {
}
