package handfast.authority;

import java.time.Clock;

import handfast.access.Idempotency;
import handfast.certificate.Certificates;
import handfast.key.SubjectKeys;
import handfast.profile.Profiles;
import handfast.storage.Node;

import org.springframework.stereotype.Component;

/**
 * What an end-entity certificate is judged by and recorded with.
 */
@Component
record LeafSurroundings(Profiles profiles, SubjectKeys subjectKeys, Idempotency idempotency, Certificates certificates,
		Node node, Clock clock) {
}
