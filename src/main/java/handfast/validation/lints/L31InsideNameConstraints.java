package handfast.validation.lints;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * L31, end entities: every name of the SAN lies inside the name constraints of every CA
 * above, the root included. Stricter than most clients: a subtree of a kind that is not
 * known here refuses all names of that kind.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3 RFC 5280 §6.1.3
 */
final class L31InsideNameConstraints implements Lint {

	@Override
	public Set<Role> roles() {
		return LEAF;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		for (X509CertificateHolder issuer : specimen.subject().issuers()) {
			Extension extension = issuer.getExtension(Extension.nameConstraints);
			if (extension != null && !allow(NameConstraints.getInstance(extension.getParsedValue()), specimen)) {
				return found(Code.NAME_CONSTRAINT_VIOLATED, "has a name outside the name constraints of a CA above it");
			}
		}
		return List.of();
	}

	private static boolean allow(NameConstraints constraints, Specimen specimen) {
		GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
		GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
		List<GeneralName> names = new ArrayList<>(specimen.names());
		if (specimen.tbs().getSubject().size() > 0) {
			names.add(new GeneralName(specimen.tbs().getSubject()));
		}
		return names.stream()
			.allMatch((name) -> isPermitted(ofKind(permitted, name), name)
					&& ofKind(excluded, name).stream().noneMatch((base) -> reaches(base, name, true)));
	}

	private static boolean isPermitted(List<GeneralName> bases, GeneralName name) {
		return bases.isEmpty() || bases.stream().anyMatch((base) -> reaches(base, name, false));
	}

	private static List<GeneralName> ofKind(GeneralSubtree @Nullable [] subtrees, GeneralName name) {
		return (subtrees == null) ? List.of()
				: Arrays.stream(subtrees)
					.map(GeneralSubtree::getBase)
					.filter((base) -> base.getTagNo() == name.getTagNo())
					.toList();
	}

	/**
	 * Whether the subtree reaches the name; where that can't be said, {@code otherwise}.
	 */
	private static boolean reaches(GeneralName base, GeneralName name, boolean otherwise) {
		return switch (name.getTagNo()) {
			case GeneralName.dNSName -> reachesDomain(Specimen.text(base), Specimen.text(name), otherwise);
			case GeneralName.iPAddress -> Network.of(L27Addresses.octets(base)).contains(L27Addresses.octets(name));
			case GeneralName.rfc822Name -> reachesMailbox(Specimen.text(base), Specimen.text(name));
			case GeneralName.uniformResourceIdentifier -> reachesHost(Specimen.text(base), host(Specimen.text(name)));
			case GeneralName.directoryName ->
				reachesDirectory(X500Name.getInstance(base.getName()), X500Name.getInstance(name.getName()));
			default -> otherwise;
		};
	}

	private static boolean reachesDomain(String base, String name, boolean excluding) {
		String domain = base.toLowerCase(Locale.ROOT);
		if (domain.isEmpty() || name.equals(domain) || name.endsWith("." + domain)) {
			return true;
		}
		// A wildcard may stand for the very name that is excluded.
		return excluding && name.startsWith("*.") && domain.endsWith(name.substring(1))
				&& domain.indexOf('.') == domain.length() - name.length() + 1;
	}

	private static boolean reachesMailbox(String base, String mailbox) {
		int at = mailbox.lastIndexOf('@');
		return (base.indexOf('@') >= 0) ? base.equals(mailbox) : reachesHost(base, mailbox.substring(at + 1));
	}

	// RFC 5280 §4.2.1.10: with a leading dot all hosts below, without it that host alone
	private static boolean reachesHost(String base, String host) {
		String lower = host.toLowerCase(Locale.ROOT);
		String domain = base.toLowerCase(Locale.ROOT);
		return domain.startsWith(".") ? lower.endsWith(domain) : lower.equals(domain);
	}

	private static String host(String uri) {
		String host = URI.create(uri).getHost();
		return (host != null) ? host : "";
	}

	private static boolean reachesDirectory(X500Name base, X500Name name) {
		RDN[] outer = base.getRDNs();
		RDN[] inner = name.getRDNs();
		return outer.length <= inner.length
				&& new X500Name(outer).equals(new X500Name(Arrays.copyOf(inner, outer.length)));
	}

}
