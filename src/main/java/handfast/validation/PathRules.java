package handfast.validation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a path as a whole and for its CAs; those for one certificate are in
 * {@link PathCertificateRules}, those for its leaf in {@link LeafRules}.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-6.1 RFC 5280 §6.1
 */
final class PathRules {

	private final List<PathCertificate> path;

	private final boolean anchored;

	private final PathQuery query;

	private final List<Finding> findings = new ArrayList<>();

	private PathRules(List<PathCertificate> path, boolean anchored, PathQuery query) {
		this.path = path;
		this.anchored = anchored;
		this.query = query;
	}

	/**
	 * Everything that is wrong with the path.
	 * @param path leaf first; each link's signature is known to verify
	 * @param anchored whether its last certificate is a trust anchor
	 */
	static List<Finding> check(List<PathCertificate> path, boolean anchored, PathQuery query) {
		return new PathRules(path, anchored, query).check();
	}

	private List<Finding> check() {
		for (int i = 0; i < this.path.size(); i++) {
			PathCertificate certificate = this.path.get(i);
			ofDates(certificate, isAnchor(i), this.query.at()).ifPresent(this.findings::add);
			this.findings.addAll(isAnchor(i) ? PathCertificateRules.checkAnchor(certificate)
					: PathCertificateRules.check(certificate, i > 0));
			if (i > 0) {
				checkCa(certificate, i);
			}
			if (i + 1 < this.path.size()) {
				checkKeyId(certificate, this.path.get(i + 1));
			}
		}
		this.findings.addAll(LeafRules.check(this.path.getFirst(), this.query));
		this.findings.addAll(NameConstraintRules.check(this.path));
		if (this.anchored) {
			this.findings.addAll(PolicyRules.check(this.path));
		}
		return this.findings;
	}

	private boolean isAnchor(int index) {
		return this.anchored && index == this.path.size() - 1;
	}

	/**
	 * What is wrong with the dates of a certificate by itself.
	 */
	// RFC 5280 §4.1.2.5: both ends belong to the validity, in whole seconds.
	static Optional<Finding> ofDates(PathCertificate certificate, boolean anchor, Instant at) {
		String whose = (anchor ? "The trusted root " : "") + certificate.shownSubject();
		if (certificate.notAfter().isBefore(certificate.notBefore())) {
			return Optional.of(Finding.of(Code.VALIDITY_MALFORMED,
					whose + " ends on " + certificate.notAfter() + ", before it begins on " + certificate.notBefore()));
		}
		if (at.truncatedTo(ChronoUnit.SECONDS).isAfter(certificate.notAfter())) {
			return Optional.of(Finding.of(Code.EXPIRED, whose + " expired on " + certificate.notAfter()));
		}
		return at.isBefore(certificate.notBefore()) ? Optional.of(Finding.of(Code.NOT_YET_VALID, whose
				+ " is valid from " + certificate.notBefore() + " on; it is " + at.truncatedTo(ChronoUnit.SECONDS)))
				: Optional.empty();
	}

	/**
	 * Stricter than RFC 5280 §6.1, which asks nothing of an anchor but name and key: what
	 * an anchor's certificate says of itself counts.
	 */
	private void checkCa(PathCertificate ca, int index) {
		boolean oldAnchor = isAnchor(index) && ca.holder().getVersionNumber() < 3;
		if (!ca.isCa() && !oldAnchor) {
			add(Code.ISSUER_NOT_CA,
					ca.shownSubject() + " is no CA and has issued " + this.path.get(index - 1).shownSubject());
		}
		checkCaUsage(ca, isAnchor(index));
		checkPathLength(ca, index);
		checkCaPurpose(ca);
	}

	private void checkCaUsage(PathCertificate ca, boolean anchor) {
		if (ca.keyUsage().isPresent() && !ca.keyUsage().get().hasUsages(KeyUsage.keyCertSign)) {
			add(Code.WRONG_KEY_USAGE,
					ca.shownSubject() + " may not sign certificates: its key usage lacks keyCertSign");
		}
		if (ca.keyUsage().isEmpty() && ca.isCa() && !anchor) {
			// RFC 5280 §4.2.1.3 wants one of CAs; §6.1.4 (n) asks for none. Private PKIs
			// do without.
			this.findings.add(new Finding(Code.WRONG_KEY_USAGE, Severity.WARNING,
					ca.shownSubject() + " is a CA without a key usage",
					"Have the CA's certificate made with keyCertSign", null));
		}
	}

	private void checkPathLength(PathCertificate ca, int index) {
		Integer allowed = pathLength(ca);
		long below = this.path.subList(1, index).stream().filter((between) -> !between.isSelfIssued()).count();
		// A path to a CA's own certificate has that CA below, too.
		below += (isPathOfCa() && !this.path.getFirst().isSelfIssued()) ? 1 : 0;
		if (allowed != null && below > allowed) {
			add(Code.PATH_TOO_LONG, ca.shownSubject() + " allows " + allowed + " CAs below it; there are " + below);
		}
	}

	private boolean isPathOfCa() {
		return LeafRules.isCaWanted(this.path.getFirst(), this.query);
	}

	private static @Nullable Integer pathLength(PathCertificate ca) {
		return ca.basicConstraints()
			.map(BasicConstraints::getPathLenConstraint)
			.map((length) -> length.bitLength() > 31 ? Integer.MAX_VALUE : length.intValue())
			.orElse(null);
	}

	private void checkCaPurpose(PathCertificate ca) {
		String purpose = this.query.purpose();
		if (purpose != null && ca.extendedKeyUsage().isPresent()
				&& !LeafRules.allows(ca.extendedKeyUsage().get(), purpose)) {
			add(Code.WRONG_EXTENDED_KEY_USAGE,
					"The CA " + ca.shownSubject() + " may not issue certificates for " + LeafRules.shown(purpose)
							+ ": its extended key usage is " + LeafRules.shown(ca.extendedKeyUsage().get()));
		}
	}

	private void checkKeyId(PathCertificate certificate, PathCertificate issuer) {
		if (!certificate.mayNameKeyOf(issuer)) {
			add(Code.AUTHORITY_KEY_ID, certificate.shownSubject() + " has another authority key identifier than the"
					+ " subject key identifier of " + issuer.shownSubject());
		}
	}

	private void add(Code code, String cause) {
		this.findings.add(Finding.of(code, cause));
	}

}
