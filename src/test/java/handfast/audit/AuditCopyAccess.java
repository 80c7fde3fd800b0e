package handfast.audit;

import java.io.IOException;

/**
 * Lets tests of other packages wait for the searchable copy.
 */
public class AuditCopyAccess {

	private final AuditCopy copy;

	AuditCopyAccess(AuditCopy copy) {
		this.copy = copy;
	}

	public void copyAll() throws IOException {
		this.copy.copyAll();
	}

}
