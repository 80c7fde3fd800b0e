package handfast.x509;

/**
 * A name as some certificate holds it, right or wrong: its kind ({@code dns}, {@code ip},
 * {@code email}, {@code uri}, or {@code other}) and its text.
 */
public record ObservedName(String type, String value) {

	public static ObservedName of(Name name) {
		return new ObservedName(name.type(), name.value());
	}

}
