package handfast.enrollment;

/**
 * Which webhooks there are, answered by whoever keeps them.
 */
@FunctionalInterface
public interface KnownWebhooks {

	/**
	 * Whether there is one of that name.
	 */
	boolean contains(String name);

}
