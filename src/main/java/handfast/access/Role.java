package handfast.access;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a token may do: an administrator all, a requester enrolls and sees what it
 * enrolled, a reader reads all but keys. A host has no token: its credential renews one
 * installation.
 */
public enum Role {

	ADMINISTRATOR, REQUESTER, READER, HOST;

	/**
	 * Those that tokens have.
	 */
	public static List<Role> ofTokens() {
		return List.of(ADMINISTRATOR, REQUESTER, READER);
	}

	@JsonValue
	public String label() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

}
