package handfast.access;

import java.util.List;
import java.util.UUID;

import handfast.x509.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. A controller takes it as a parameter.
 *
 * @param id of the token; of the installation for what Handfast asks of itself; of the
 * credential for a host
 * @param names DNS suffixes and networks that the token is limited to; empty means no
 * limit
 * @param networks that the token may have Handfast connect to, beside what its role
 * allows
 * @param requestId of the HTTP request, for the audit
 */
public record Caller(UUID id, String name, Role role, List<String> names, List<Cidr> networks,
		@Nullable String requestId) {

	/**
	 * The service itself.
	 */
	public static Caller installation(UUID installation) {
		return new Caller(installation, "handfast", Role.ADMINISTRATOR, List.of(), List.of(), null);
	}

	public boolean isAdministrator() {
		return this.role == Role.ADMINISTRATOR;
	}

	/**
	 * Whether the caller sees what belongs to {@code owner}.
	 */
	public boolean sees(@Nullable UUID owner) {
		return switch (this.role) {
			case ADMINISTRATOR, READER -> true;
			case REQUESTER -> this.id.equals(owner);
			case HOST -> false;
		};
	}

	/**
	 * As the audit names it.
	 */
	public String actor() {
		return this.id.toString();
	}

}
