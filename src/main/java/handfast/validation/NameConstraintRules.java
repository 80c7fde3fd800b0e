package handfast.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import handfast.x509.ObservedName;
import handfast.x509.Text;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * Whether every name of a path lies within the name constraints of each CA above it, the
 * anchor's too. Where there is too much to compare the path is refused.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10 RFC 5280 §4.2.1.10
 */
final class NameConstraintRules {

	private static final int MOST_COMPARISONS = 250_000;

	private final PathCertificate ca;

	private final GeneralSubtree[] permitted;

	private final GeneralSubtree[] excluded;

	private NameConstraintRules(PathCertificate ca, NameConstraints constraints) {
		this.ca = ca;
		this.permitted = subtrees(constraints.getPermittedSubtrees());
		this.excluded = subtrees(constraints.getExcludedSubtrees());
	}

	static List<Finding> check(List<PathCertificate> path) {
		List<Finding> findings = new ArrayList<>();
		for (int i = 1; i < path.size(); i++) {
			PathCertificate ca = path.get(i);
			List<PathCertificate> below = path.subList(0, i);
			ca.nameConstraints()
				.ifPresent((constraints) -> findings.addAll(new NameConstraintRules(ca, constraints).judge(below)));
		}
		return findings;
	}

	private List<Finding> judge(List<PathCertificate> below) {
		if (!isWellFormed()) {
			return List.of(Finding.of(Code.NAME_CONSTRAINTS_MALFORMED,
					this.ca.shownSubject() + " has name constraints that are empty or in a wrong form"));
		}
		List<Finding> findings = new ArrayList<>();
		for (PathCertificate certificate : below) {
			// RFC 5280 §6.1.4 (g): a CA's new certificate for itself is exempt, a leaf is
			// not.
			if (certificate == below.getFirst() || !certificate.isSelfIssued()) {
				judge(certificate, findings);
			}
		}
		return findings;
	}

	private void judge(PathCertificate certificate, List<Finding> findings) {
		List<GeneralName> names = namesOf(certificate);
		long comparisons = (long) names.size() * (this.permitted.length + this.excluded.length);
		if (comparisons > MOST_COMPARISONS) {
			findings.add(Finding.of(Code.NAME_CONSTRAINT_VIOLATED,
					certificate.shownSubject()
							+ " has so many names that they can't be held against the constraints of "
							+ this.ca.shownSubject()));
			return;
		}
		names.stream()
			.filter((name) -> isExcluded(name) || !isPermitted(name))
			.limit(3)
			.forEach((name) -> findings.add(Finding.of(Code.NAME_CONSTRAINT_VIOLATED,
					certificate.shownSubject() + " holds " + Text.printable(ObservedName.from(name).value())
							+ ", which lies outside the name constraints of " + this.ca.shownSubject())));
	}

	/**
	 * The SAN, the subject, and as mail address what the subject names where the SAN has
	 * none (RFC 5280 §4.2.1.10).
	 */
	private static List<GeneralName> namesOf(PathCertificate certificate) {
		List<GeneralName> names = new ArrayList<>(certificate.names());
		if (names.stream().noneMatch((name) -> name.getTagNo() == GeneralName.rfc822Name)) {
			Arrays.stream(certificate.subject().getRDNs(BCStyle.EmailAddress))
				.map(NameConstraintRules::email)
				.forEach(names::add);
		}
		if (certificate.subject().getRDNs().length > 0) {
			names.add(new GeneralName(certificate.subject()));
		}
		return names;
	}

	private static GeneralName email(RDN rdn) {
		String text = (rdn.getFirst().getValue() instanceof ASN1String string) ? string.getString() : "";
		// What is no ASCII is inside no constraint.
		return new GeneralName(GeneralName.rfc822Name,
				text.chars().allMatch((character) -> character < 0x80) ? text : "");
	}

	private boolean isPermitted(GeneralName name) {
		List<GeneralSubtree> ofKind = ofKind(this.permitted, name).toList();
		return ofKind.isEmpty() || ofKind.stream().anyMatch((subtree) -> Subtrees.holds(subtree.getBase(), name));
	}

	private boolean isExcluded(GeneralName name) {
		return ofKind(this.excluded, name)
			.anyMatch((subtree) -> !Subtrees.isKnown(name) || Subtrees.touches(subtree.getBase(), name));
	}

	private static Stream<GeneralSubtree> ofKind(GeneralSubtree[] subtrees, GeneralName name) {
		return Arrays.stream(subtrees).filter((subtree) -> subtree.getBase().getTagNo() == name.getTagNo());
	}

	private boolean isWellFormed() {
		Extension extension = this.ca.extensions().get(Extension.nameConstraints);
		return extension != null && this.permitted.length + this.excluded.length > 0
				&& Stream.concat(Arrays.stream(this.permitted), Arrays.stream(this.excluded))
					.allMatch((subtree) -> subtree.getMinimum().signum() == 0 && subtree.getMaximum() == null
							&& Subtrees.isWellFormed(subtree.getBase()));
	}

	private static GeneralSubtree[] subtrees(GeneralSubtree @Nullable [] subtrees) {
		return (subtrees != null) ? subtrees : new GeneralSubtree[0];
	}

}
