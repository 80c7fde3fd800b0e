package handfast.access;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a token may do: an administrator all, a requester enrolls and sees what it
 * enrolled, a reader reads all but keys.
 */
public enum Role {

	ADMINISTRATOR, REQUESTER, READER;

	@JsonValue
	public String label() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

}
