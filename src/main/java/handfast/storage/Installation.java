package handfast.storage;

import java.util.UUID;

/**
 * Which Handfast the database belongs to.
 */
public interface Installation {

	UUID id();

	/**
	 * What certificates say about CRL and issuer, without a slash at its end. At most a
	 * second old where {@code public-url} changes it.
	 */
	String publicUrl();

}
