package handfast.enrollment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

/**
 * A key pair made here and the CSR for some other CA to sign.
 *
 * @param csr PEM
 * @param certificate the answer, once it was brought in
 */
public record SigningRequest(UUID id, UUID owner, List<ObservedName> names, String subject, String keyAlgorithm,
		UUID subjectKey, String csr, Instant createdAt, @Nullable UUID certificate, @Nullable Instant completedAt) {
}
