package handfast.authority;

import java.util.Optional;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.key.SubjectKey;
import handfast.profile.Profile;
import handfast.profile.Wanted;

/**
 * An end-entity certificate to be issued.
 *
 * @param succession what it renews
 */
public record Order(Profile profile, Wanted wanted, SubjectKey key, Caller caller,
		Optional<IdempotencyKey> idempotencyKey, Optional<Succession> succession) {
}
