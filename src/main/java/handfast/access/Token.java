package handfast.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import handfast.x509.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is kept; its secret is known to whoever was given it alone.
 *
 * @param names DNS suffixes and networks that it may ask for; empty means no limit
 * @param networks that it may have Handfast connect to, beside what its role allows
 * @param expires null for never
 * @param lastUsed to the minute
 * @param createdBy id of the token that made it, or {@code handfast}
 */
public record Token(UUID id, String name, Role role, List<String> names, List<Cidr> networks, @Nullable Instant expires,
		@Nullable Instant lastUsed, String createdBy, Instant createdAt) {

	boolean isExpired(Instant now) {
		return this.expires != null && !now.isBefore(this.expires);
	}

	Caller caller(@Nullable String requestId) {
		return new Caller(this.id, this.name, this.role, this.names, this.networks, requestId);
	}

}
