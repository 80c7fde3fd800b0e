package handfast.storage;

import java.util.UUID;

/**
 * The row that says which Handfast this database belongs to. Read once a start.
 */
public interface Installation {

	UUID id();

	/**
	 * What certificates say about CRL and issuer, without a slash at its end. Read from
	 * the database, and again when {@code public-url} changed it.
	 */
	String publicUrl();

}
