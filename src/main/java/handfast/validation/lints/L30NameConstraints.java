package handfast.validation.lints;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * L30, CAs that have them: name constraints are critical, hold at least one subtree, name
 * domains without a leading dot and networks with a mask of the right length and form.
 * They stand in the issuing CA's certificate, since many clients ignore them in a root.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10 RFC 5280 §4.2.1.10
 */
final class L30NameConstraints implements Lint {

	@Override
	public Set<Role> roles() {
		return CAS;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension extension = specimen.extension(Extension.nameConstraints);
		if (extension == null) {
			return List.of();
		}
		if (!extension.isCritical() || specimen.isRoot()) {
			return found(Code.NAME_CONSTRAINTS_MALFORMED, specimen.isRoot() ? "is a root with name constraints"
					: "has name constraints that are not critical");
		}
		NameConstraints constraints = NameConstraints.getInstance(extension.getParsedValue());
		GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
		GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
		boolean right = (permitted != null || excluded != null) && areRight(permitted) && areRight(excluded);
		return foundIf(!right, Code.NAME_CONSTRAINTS_MALFORMED, "has name constraints in a wrong form");
	}

	private static boolean areRight(GeneralSubtree @Nullable [] subtrees) {
		return subtrees == null
				|| (subtrees.length > 0 && Arrays.stream(subtrees).allMatch(L30NameConstraints::isRight));
	}

	private static boolean isRight(GeneralSubtree subtree) {
		// RFC 5280 §4.2.1.10: minimum is 0 and maximum absent
		if (subtree.getMaximum() != null || subtree.getMinimum().signum() != 0) {
			return false;
		}
		return switch (subtree.getBase().getTagNo()) {
			case GeneralName.dNSName -> !Specimen.text(subtree.getBase()).startsWith(".");
			case GeneralName.iPAddress -> isRight(L27Addresses.octets(subtree.getBase()));
			default -> true;
		};
	}

	private static boolean isRight(byte[] network) {
		return (network.length == 8 || network.length == 32) && Network.of(network).isContiguous();
	}

}
