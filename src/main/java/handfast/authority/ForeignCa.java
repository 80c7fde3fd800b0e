package handfast.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import handfast.problem.Problem;
import handfast.problem.ProblemType;
import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.PathChecker;
import handfast.validation.PathQuery;
import handfast.validation.PathVerdict;
import handfast.validation.Severity;
import handfast.validation.Violation;
import handfast.x509.MalformedException;
import handfast.x509.Pem;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a CA of ours that another CA made, with those above it.
 *
 * @param der of the CA's own
 * @param issuers DER of those above, nearest first, the anchor last
 */
record ForeignCa(byte[] der, List<byte[]> issuers) {

	private static final int MOST = 20;

	/**
	 * Reads and judges what the other CA sent.
	 * @param field JSON Pointer that is blamed
	 * @param certificates DER, the CA's own first
	 * @param trust PEM of anchors; null where the root is among the certificates
	 * @throws Problem {@code INVALID_REQUEST} with what is wrong
	 */
	static ForeignCa judge(String field, List<byte[]> certificates, @Nullable String trust, Instant now) {
		List<byte[]> anchors = new ArrayList<>((trust != null) ? read("/trust", trust) : List.of());
		for (byte[] each : certificates.subList(1, certificates.size())) {
			X509CertificateHolder holder = holder(field, each);
			if (holder.getSubject().equals(holder.getIssuer())) {
				anchors.add(each);
			}
		}
		requireCa(field, holder(field, certificates.getFirst()));
		if (anchors.isEmpty()) {
			throw refused(field, Code.UNTRUSTED_ROOT,
					"The root above it is missing: send it as the last certificate, or under trust.");
		}
		PathVerdict verdict = PathChecker.check(new PathQuery(certificates, anchors, now, null, null, null));
		for (Finding finding : verdict.findings()) {
			if (finding.severity() == Severity.ERROR) {
				throw refused(field, finding.code(), "The certificate " + finding.cause() + ". " + finding.fix());
			}
		}
		if (!verdict.trusted()) {
			throw refused(field, Code.UNTRUSTED_ROOT, "The certificate does not lead to the root that came with it.");
		}
		return new ForeignCa(certificates.getFirst(), above(verdict, anchors));
	}

	private static List<byte[]> above(PathVerdict verdict, List<byte[]> anchors) {
		List<byte[]> above = new ArrayList<>(verdict.path().subList(1, verdict.path().size()));
		byte[] last = verdict.path().getLast();
		if (anchors.stream().noneMatch((anchor) -> Arrays.equals(anchor, last))) {
			X509CertificateHolder top = Der.certificate(last);
			anchors.stream()
				.filter((anchor) -> Der.certificate(anchor).getSubject().equals(top.getIssuer()))
				.findFirst()
				.ifPresent(above::add);
		}
		return above;
	}

	private static void requireCa(String field, X509CertificateHolder certificate) {
		BasicConstraints constraints = BasicConstraints.fromExtensions(certificate.getExtensions());
		if (constraints == null || !constraints.isCA()) {
			throw refused(field, Code.ISSUER_NOT_CA,
					"The certificate is no CA's: have it made with basicConstraints CA:TRUE.");
		}
		KeyUsage usage = KeyUsage.fromExtensions(certificate.getExtensions());
		if (usage == null || !usage.hasUsages(KeyUsage.keyCertSign | KeyUsage.cRLSign)) {
			throw refused(field, Code.WRONG_KEY_USAGE,
					"The certificate's key usage lacks keyCertSign or cRLSign: have it made with both.");
		}
		if (certificate.getSubject().equals(certificate.getIssuer())) {
			throw refused(field, Code.SELF_SIGNED,
					"The certificate is a root: bring in a CA below it, or have it certify the CSR of one made with"
							+ " \"issuer\": \"external\".");
		}
		if (certificate.getExtension(Extension.subjectKeyIdentifier) == null) {
			throw refused(field, Code.SUBJECT_KEY_ID,
					"The certificate has no subject key identifier: have it made with one.");
		}
	}

	/**
	 * The certificates in the PEM.
	 */
	static List<byte[]> read(String field, String pem) {
		try {
			List<byte[]> certificates = Pem.certificates(pem);
			if (certificates.isEmpty() || certificates.size() > MOST) {
				throw refused(field, Code.PEM_MALFORMED, "There must be 1 to " + MOST
						+ " CERTIFICATE blocks here, and there are " + certificates.size() + ".");
			}
			return certificates;
		}
		catch (MalformedException ex) {
			throw refused(field, Code.of(ex.code()), String.valueOf(ex.getMessage()));
		}
	}

	private static X509CertificateHolder holder(String field, byte[] der) {
		try {
			return Der.certificate(der);
		}
		// The library throws what it likes at a stranger's bytes (security §3.6).
		catch (RuntimeException ex) {
			throw refused(field, Code.MALFORMED_CERTIFICATE,
					"A block here is no certificate: paste what the CA sent, whole.");
		}
	}

	static Problem refused(String field, Code code, String message) {
		return ProblemType.INVALID_REQUEST.because(message)
			.with("violations", List.of(new Violation(field, code, message)));
	}

	@Override
	public String toString() {
		return "ForeignCa[" + this.issuers.size() + " above]";
	}

}
