package handfast.certificate;

import java.util.List;

/**
 * What is done about a certificate before it ends. Its successors inherit it.
 *
 * @param contacts who is told
 * @param autoRenew whether Handfast makes the successor by itself
 */
public record Upkeep(List<Contact> contacts, boolean autoRenew) {

	/**
	 * Nobody is told, and nothing is renewed by itself.
	 */
	public static final Upkeep NONE = new Upkeep(List.of(), false);

	public Upkeep {
		contacts = List.copyOf(contacts);
	}

}
