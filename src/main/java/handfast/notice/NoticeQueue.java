package handfast.notice;

import org.springframework.stereotype.Service;

/**
 * How much there is still to be told.
 */
@Service
public class NoticeQueue {

	private final NoticeRows rows;

	NoticeQueue(NoticeRows rows) {
		this.rows = rows;
	}

	/**
	 * Notices that wait for the next mail to their address.
	 */
	public long forMail() {
		return this.rows.countForMail();
	}

	/**
	 * Notices that no webhook has taken yet.
	 */
	public long forWebhooks() {
		return this.rows.countForWebhooks();
	}

	/**
	 * The largest number of failures in a row, of a mail or a call that is tried again.
	 */
	public long failures() {
		return this.rows.mostFailures();
	}

}
