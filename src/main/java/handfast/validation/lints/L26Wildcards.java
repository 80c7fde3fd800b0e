package handfast.validation.lints;

import java.util.List;
import java.util.Set;

import com.google.common.net.InternetDomainName;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;

/**
 * L26, end entities: a wildcard is the whole left-most label, the only one, and stands
 * neither over a public suffix nor over a top-level domain.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc9525#section-6.3 RFC 9525 §6.3
 */
final class L26Wildcards implements Lint {

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		for (String name : specimen.dnsNames()) {
			if (name.indexOf('*') < 0) {
				continue;
			}
			if (!name.startsWith("*.") || name.lastIndexOf('*') > 0) {
				return found(Code.NAME_WILDCARD_MISPLACED, "has a wildcard that is not the whole left-most label");
			}
			if (isTooWide(name.substring(2))) {
				return found(Code.NAME_WILDCARD_TOO_WIDE, "has a wildcard over a public suffix or a top-level domain");
			}
		}
		return List.of();
	}

	private static boolean isTooWide(String domain) {
		return domain.indexOf('.') < 0 || !InternetDomainName.isValid(domain)
				|| InternetDomainName.from(domain).isPublicSuffix();
	}

}
