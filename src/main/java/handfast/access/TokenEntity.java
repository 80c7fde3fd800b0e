package handfast.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import handfast.x509.Cidr;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * Row of a token. Names and networks stand one a line.
 */
@Entity
@Table(name = "token")
class TokenEntity implements Persistable<UUID> {

	@Id
	private UUID id;

	private String name;

	private String role;

	private byte[] secretHash;

	private String names;

	private String networks;

	private @Nullable Instant expiresAt;

	private @Nullable Instant lastUsedAt;

	private String createdBy;

	private Instant createdAt;

	@Transient
	private boolean isNew;

	@SuppressWarnings("NullAway.Init") // Hibernate sets all.
	TokenEntity() {
	}

	/**
	 * A new row.
	 */
	TokenEntity(Token token, byte[] secretHash) {
		this.id = token.id();
		this.name = token.name();
		this.role = token.role().label();
		this.secretHash = secretHash;
		this.names = String.join("\n", token.names());
		this.networks = token.networks().stream().map(TokenEntity::text).collect(Collectors.joining("\n"));
		this.expiresAt = token.expires();
		this.lastUsedAt = token.lastUsed();
		this.createdBy = token.createdBy();
		this.createdAt = token.createdAt();
		this.isNew = true;
	}

	@Override
	public UUID getId() {
		return this.id;
	}

	@Override
	public boolean isNew() {
		return this.isNew;
	}

	byte[] secretHash() {
		return this.secretHash;
	}

	Token toToken() {
		return new Token(this.id, this.name, Role.valueOf(this.role.toUpperCase(Locale.ROOT)), lines(this.names),
				lines(this.networks).stream().map(Cidr::parse).toList(), this.expiresAt, this.lastUsedAt,
				this.createdBy, this.createdAt);
	}

	static String text(Cidr network) {
		return network.address().getHostAddress() + "/" + network.prefixLength();
	}

	private static List<String> lines(String text) {
		return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
	}

}
