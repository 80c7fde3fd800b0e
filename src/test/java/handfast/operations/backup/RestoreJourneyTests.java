package handfast.operations.backup;

import java.nio.file.Path;

/**
 * On the embedded database.
 */
class RestoreJourneyTests extends RestoreContract {

	@Override
	Restoration.Database emptyDatabase(Path home) {
		return new Restoration.Database("jdbc:h2:file:" + home.resolve("handfast") + ";WRITE_DELAY=0", "handfast", "",
				true);
	}

	@Override
	String[] settings(Restoration.Database database) {
		return new String[0];
	}

}
