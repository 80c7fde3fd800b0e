package handfast.operations;

import handfast.storage.Home;

/**
 * The database in a home, used where no other is named.
 */
final class EmbeddedDatabase {

	static final String USER = "handfast";

	private EmbeddedDatabase() {
	}

	static String url(Home home) {
		return "jdbc:h2:file:" + home.resolve("handfast")
		// Eight parsed statements, the default, are fewer than an issue has.
				+ ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;OPTIMIZE_REUSE_RESULTS=FALSE";
	}

}
