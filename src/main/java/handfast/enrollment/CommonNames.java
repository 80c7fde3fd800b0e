package handfast.enrollment;

import java.util.List;

import handfast.x509.DistinguishedName;
import handfast.x509.MalformedException;
import handfast.x509.Name;

/**
 * A common name is text, a name is a value: {@code CN=bücher.test} and {@code Shop.test}
 * mean the names that are kept as {@code xn--bcher-kva.test} and {@code shop.test}, and
 * are certified so.
 */
final class CommonNames {

	// RFC 5280, Appendix A: ub-common-name.
	private static final int LONGEST = 64;

	private CommonNames() {
	}

	/**
	 * Writes each common name that means one of the names as that name is kept.
	 */
	static DistinguishedName spelledAs(List<Name> names, DistinguishedName subject) {
		return subject.spellingCommonNames((text) -> {
			try {
				Name name = Name.parse(text);
				return (names.contains(name) && name.value().length() <= LONGEST) ? name.value() : text;
			}
			catch (MalformedException ex) {
				// No name of any spelling: for the rules to judge.
				return text;
			}
		});
	}

}
