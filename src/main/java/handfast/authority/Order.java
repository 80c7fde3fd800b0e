package handfast.authority;

import java.util.Optional;

import handfast.access.Caller;
import handfast.access.IdempotencyKey;
import handfast.certificate.Upkeep;
import handfast.key.SubjectKey;
import handfast.profile.Profile;
import handfast.profile.Wanted;

/**
 * An end-entity certificate to be issued.
 *
 * @param succession what it renews
 * @param upkeep who is told about it, and whether it is renewed by itself
 */
public record Order(Profile profile, Wanted wanted, SubjectKey key, Caller caller,
		Optional<IdempotencyKey> idempotencyKey, Optional<Succession> succession, Upkeep upkeep) {

	/**
	 * Without anyone to be told.
	 */
	public Order(Profile profile, Wanted wanted, SubjectKey key, Caller caller, Optional<IdempotencyKey> idempotencyKey,
			Optional<Succession> succession) {
		this(profile, wanted, key, caller, idempotencyKey, succession, Upkeep.NONE);
	}

}
