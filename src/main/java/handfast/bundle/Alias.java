package handfast.bundle;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

import handfast.validation.Code;
import handfast.x509.MalformedException;
import handfast.x509.ObservedName;

/**
 * Name of an entry in a keystore, and of the file: 1 to 64 of a-z, 0-9, dot, hyphen and
 * underscore. Lower case, because the JDK makes every alias so and others compare it
 * letter by letter.
 */
public record Alias(String value) {

	private static final Pattern FORM = Pattern.compile("[a-z0-9._-]{1,64}");

	static final String WRONG = "The alias " + Code.ALIAS_MALFORMED.cause() + ". " + Code.ALIAS_MALFORMED.fix();

	/**
	 * Takes upper case too.
	 * @throws MalformedException {@code alias-malformed}
	 */
	public Alias {
		value = value.toLowerCase(Locale.ROOT);
		if (!isOne(value)) {
			throw new MalformedException(Code.ALIAS_MALFORMED.slug(), WRONG);
		}
	}

	/**
	 * The first name, {@code wildcard.} in place of {@code *.}; where it makes no alias,
	 * the certificate's id.
	 */
	public static Alias of(List<ObservedName> names, UUID certificate) {
		return names.stream()
			.limit(1)
			.map((name) -> name.value().toLowerCase(Locale.ROOT).replaceFirst("^\\*\\.", "wildcard."))
			.filter(Alias::isOne)
			.findFirst()
			.map(Alias::new)
			.orElseGet(() -> new Alias(certificate.toString()));
	}

	static boolean isOne(String text) {
		return FORM.matcher(text).matches();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
