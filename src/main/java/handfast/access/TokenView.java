package handfast.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a token.
 *
 * @param token what to send as bearer; in the answer that made it alone
 */
record TokenView(UUID id, String name, Role role, List<String> names, List<String> networks, @Nullable Instant expires,
		@Nullable Instant lastUsed, String createdBy, Instant createdAt,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token) {

	static TokenView of(Token token) {
		return of(token, null);
	}

	static TokenView of(CreatedToken created) {
		return of(created.token(), new String(created.secret().value()));
	}

	private static TokenView of(Token token, @Nullable String secret) {
		return new TokenView(token.id(), token.name(), token.role(), token.names(),
				token.networks().stream().map(TokenEntity::text).toList(), token.expires(), token.lastUsed(),
				token.createdBy(), token.createdAt(), secret);
	}

	@Override
	public String toString() {
		return "TokenView[" + this.id + "]";
	}

}
