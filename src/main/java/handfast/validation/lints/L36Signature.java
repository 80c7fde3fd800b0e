package handfast.validation.lints;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.Verifications;
import handfast.x509.EncodedCrl;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * L36, all: the signature verifies under the issuer's key (that of a rehearsal copy under
 * the throw-away key; a root's in L35), and the issuer may sign: it is a CA, its key
 * usage says so, its path length has room, and it is valid at notBefore.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280#section-6.1 RFC 5280 §6.1
 */
final class L36Signature implements Lint, CrlLint {

	@Override
	public List<Finding> check(Specimen specimen) {
		if (specimen.isRoot()) {
			return List.of();
		}
		if (specimen.subject().issuers().isEmpty()) {
			return found(Code.INCOMPLETE_CHAIN, "comes without the certificate above it");
		}
		X509CertificateHolder issuer = specimen.issuer();
		if (!maySign(issuer, KeyUsage.keyCertSign)) {
			return found(Code.ISSUER_NOT_CA, "is signed by a certificate that may not sign certificates");
		}
		if (!haveRoom(specimen)) {
			return found(Code.PATH_TOO_LONG, "has more CAs above it than one of them allows");
		}
		if (!isValid(issuer, Times.instant(specimen.tbs().getStartDate()))) {
			return found(Code.VALIDITY_MALFORMED, "begins when its issuer is not valid");
		}
		return foundIf(!verifies(specimen), Code.BAD_SIGNATURE, "has a signature that does not verify");
	}

	@Override
	public List<Finding> check(CrlSpecimen specimen) {
		if (!maySign(specimen.issuer(), KeyUsage.cRLSign)) {
			return found(Code.ISSUER_NOT_CA, "is signed by a certificate that may not sign CRLs");
		}
		EncodedCrl crl = specimen.crl();
		return foundIf(!Verifications.verifies(specimen.issuer().getSubjectPublicKeyInfo(), crl.outerAlgorithm(),
				crl.tbs(), crl.signature()), Code.BAD_SIGNATURE, "has a signature that does not verify");
	}

	static boolean verifies(Specimen specimen) {
		Certificate certificate = specimen.certificate().toASN1Structure();
		SubjectPublicKeyInfo key = specimen.subject().issuerPublicKey();
		return Signatures.verifies((key != null) ? key : specimen.issuer().getSubjectPublicKeyInfo(),
				certificate.getSignatureAlgorithm(), certificate.getTBSCertificate(), certificate.getSignature());
	}

	private static boolean maySign(X509CertificateHolder issuer, int usage) {
		Extension constraints = issuer.getExtension(Extension.basicConstraints);
		return constraints != null && BasicConstraints.getInstance(constraints.getParsedValue()).isCA()
				&& (KeyUsages.of(issuer.getExtension(Extension.keyUsage)) & usage) != 0;
	}

	private static boolean haveRoom(Specimen specimen) {
		int below = specimen.isCa() ? 1 : 0;
		for (X509CertificateHolder issuer : specimen.subject().issuers()) {
			Extension extension = issuer.getExtension(Extension.basicConstraints);
			BigInteger length = (extension != null)
					? BasicConstraints.getInstance(extension.getParsedValue()).getPathLenConstraint() : null;
			if (length != null && length.compareTo(BigInteger.valueOf(below)) < 0) {
				return false;
			}
			below++;
		}
		return true;
	}

	private static boolean isValid(X509CertificateHolder issuer, Instant time) {
		TBSCertificate tbs = issuer.toASN1Structure().getTBSCertificate();
		return !time.isBefore(Times.instant(tbs.getStartDate())) && !time.isAfter(Times.instant(tbs.getEndDate()));
	}

}
