package handfast.validation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import handfast.x509.MalformedException;

/**
 * Judges certificates that are to be trusted: each by itself, for nothing is above it. A
 * list in use carries roots whose time is over, so one that fails weighs less where
 * others hold.
 */
public final class AnchorChecker {

	private AnchorChecker() {
	}

	/**
	 * What is wrong with the anchors, in their order.
	 * @param anchors DER; may hold anything
	 */
	public static List<Finding> check(List<byte[]> anchors, Instant at) {
		List<List<Finding>> each = anchors.stream().map((anchor) -> check(anchor, at)).toList();
		boolean oneHolds = each.stream().anyMatch((findings) -> Verdict.of(findings) != Verdict.FAILED);
		return each.stream()
			.flatMap(List::stream)
			.map((finding) -> oneHolds && finding.severity() == Severity.ERROR ? warning(finding) : finding)
			.toList();
	}

	private static List<Finding> check(byte[] der, Instant at) {
		try {
			PathCertificate anchor = PathCertificate.read(der);
			List<Finding> findings = new ArrayList<>();
			PathRules.ofDates(anchor, true, at).ifPresent(findings::add);
			findings.addAll(PathCertificateRules.checkAnchor(anchor));
			if (!anchor.isCa() && anchor.holder().getVersionNumber() == 3) {
				findings.add(new Finding(Code.ISSUER_NOT_CA, Severity.WARNING,
						anchor.shownSubject() + " is trusted and is no CA: it speaks for itself alone",
						"Trust the root of the CA that issued it", null));
			}
			return findings;
		}
		catch (MalformedException ex) {
			return List.of(Finding.of(Code.of(ex.code()), "A trust anchor " + ex.getMessage()));
		}
	}

	private static Finding warning(Finding finding) {
		return new Finding(finding.code(), Severity.WARNING, finding.cause(), finding.fix(), finding.step());
	}

}
