package handfast.enrollment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.ObservedName;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a signing request.
 */
record SigningRequestView(UUID id, String status, UUID owner, List<ObservedName> names, String subject,
		String keyAlgorithm, String csr, Instant createdAt, @Nullable Instant completedAt, @Nullable UUID certificate) {

	static SigningRequestView of(SigningRequest request) {
		return new SigningRequestView(request.id(), (request.certificate() != null) ? "completed" : "pending",
				request.owner(), request.names(), request.subject(), request.keyAlgorithm(), request.csr(),
				request.createdAt(), request.completedAt(), request.certificate());
	}

}
