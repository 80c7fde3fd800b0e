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

	/**
	 * No CRL has a smaller number: raised by a restore above all that the lost service
	 * may have served since the backup.
	 */
	long crlNumberFloor();

	/**
	 * Returns where the database is the one that this process found at its start, and
	 * none that a restore has put in its place since.
	 * @throws handfast.problem.Problem {@code FENCED}
	 */
	void requireCurrent();

}
