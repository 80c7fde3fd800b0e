package handfast.operations.backup;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a backup says of itself before all else.
 *
 * @param program version of Handfast that made it
 * @param at when; rows that were committed later are not in it
 * @param node whose audit it holds
 * @param epoch rises with each restore
 * @param keyCheck tells the key that wraps all others from another one
 * @param database whose it was
 * @param migrations that made its schema, oldest first
 * @param holdsKey whether the key that wraps all others is in it
 * @param holdsRootKey whether the root's is
 */
public record About(String program, Instant at, UUID installation, UUID node, long epoch, String publicUrl,
		String keyCheck, String database, List<Migration> migrations, boolean holdsKey, boolean holdsRootKey,
		List<Table> tables) {

	/**
	 * Version of the schema.
	 */
	public String schema() {
		return this.migrations.getLast().version();
	}

	/**
	 * A script that Flyway ran.
	 */
	public record Migration(String version, int checksum) {
	}

}
