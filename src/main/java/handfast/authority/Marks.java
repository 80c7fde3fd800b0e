package handfast.authority;

/**
 * Steps of the gate that a test may stop the process at. Does nothing in production.
 */
@FunctionalInterface
interface Marks {

	void reached(Mark mark);

	/**
	 * What has just been done.
	 */
	enum Mark {

		/** Judged; nothing is written. */
		REHEARSED,

		/** The intent is committed, perhaps not on disk. */
		RECORDED,

		/** The intent is on disk, in the database and in the audit. */
		RECORD_DURABLE,

		/** The signature exists, in memory. */
		SIGNED,

		/** The signature has been verified. */
		VERIFIED,

		/** The outcome is committed, perhaps not on disk. */
		KEPT,

		/** The outcome is on disk; nobody has been answered. */
		KEPT_DURABLE

	}

}
