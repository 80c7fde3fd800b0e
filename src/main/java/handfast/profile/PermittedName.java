package handfast.profile;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the permit list, as the REST API shows it.
 *
 * @param value a domain, which permits itself and all below; with a dot before it all
 * below alone; a network; or this machine's name, built in, which permits itself alone
 * @param addedBy the token; null where no call added it
 */
public record PermittedName(UUID id, String value, Source source, @Nullable String comment, @Nullable UUID addedBy,
		@Nullable Instant addedAt) {

	/**
	 * Where it comes from. A call's entries alone can be deleted.
	 */
	public enum Source {

		BUILT_IN, SETTING, CALL;

		@JsonValue
		public String label() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
