package handfast.validation.lints;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * L28, end entities: no kinds of name but the profile's, and none twice.
 *
 * @spec https://cabforum.org/working-groups/server/baseline-requirements/requirements/ BR
 * §7.1.2.7.12
 */
final class L28NameKinds implements Lint {

	private static final Map<Integer, String> KINDS = Map.of(GeneralName.dNSName, "dns", GeneralName.iPAddress, "ip",
			GeneralName.rfc822Name, "email", GeneralName.uniformResourceIdentifier, "uri");

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Set<GeneralName> seen = new HashSet<>();
		for (GeneralName name : specimen.names()) {
			if (!specimen.rules().nameTypes().contains(KINDS.getOrDefault(name.getTagNo(), "other"))) {
				return found(Code.NAME_KIND_NOT_ALLOWED,
						"has a name in its SAN of a kind that its profile does not allow");
			}
			if (!seen.add(name)) {
				return found(Code.NAME_DUPLICATE, "has a name twice in its SAN");
			}
		}
		return List.of();
	}

}
