package handfast.validation.lints;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.OcspSubject;
import handfast.validation.Verifications;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.SingleResp;

/**
 * L40, OCSP answers: thisUpdate, producedAt and nextUpdate in that order, nextUpdate not
 * after the CRL's nor the signer's end; the responder is the signer that comes along, of
 * the CA that is spoken for, and its signature verifies, without SHA-1; each certificate
 * that was asked about is answered as it was named; a nonce of 1 to 32 octets comes back,
 * and none comes unasked.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.2 RFC 6960 §4.2
 * @spec https://www.rfc-editor.org/rfc/rfc9654#section-2.1 RFC 9654 §2.1
 */
final class L40OcspAnswer {

	private static final Set<ASN1ObjectIdentifier> SIGNATURES = Set.of(X9ObjectIdentifiers.ecdsa_with_SHA256,
			X9ObjectIdentifiers.ecdsa_with_SHA384, X9ObjectIdentifiers.ecdsa_with_SHA512);

	private static final int LONGEST_NONCE = 32;

	List<Finding> check(OcspSubject subject) {
		X509CertificateHolder[] signers = subject.answer().getCerts();
		if (signers.length != 1 || !signers[0].getIssuer().equals(subject.issuer().getSubject())) {
			return found("is an OCSP answer without one signer of its CA");
		}
		X509CertificateHolder signer = signers[0];
		if (!isNamed(subject, signer)) {
			return found("is an OCSP answer that names another responder than its signer");
		}
		if (!isSigned(subject, signer)) {
			return found("is an OCSP answer whose signature does not verify, or is made with SHA-1");
		}
		if (!Arrays.stream(subject.answer().getResponses())
			.map(SingleResp::getCertID)
			.map(CertificateID::toASN1Primitive)
			.toList()
			.equals(subject.asked().stream().map(CertificateID::toASN1Primitive).toList())) {
			return found("is an OCSP answer that does not name the certificates as they were asked about");
		}
		if (!isNonceRight(subject)) {
			return found("is an OCSP answer without the nonce of its request, or with one unasked");
		}
		return checkTimes(subject, signer);
	}

	private static boolean isNamed(OcspSubject subject, X509CertificateHolder signer) {
		ResponderID named = subject.answer().getResponderId().toASN1Primitive();
		return (named.getKeyHash() != null)
				? Arrays.equals(named.getKeyHash(),
						L16SubjectKeyIdentifier.hash("SHA-1",
								signer.getSubjectPublicKeyInfo().getPublicKeyData().getBytes()))
				: signer.getSubject().equals(named.getName());
	}

	private static boolean isSigned(OcspSubject subject, X509CertificateHolder signer) {
		BasicOCSPResp answer = subject.answer();
		return SIGNATURES.contains(answer.getSignatureAlgOID())
				&& Verifications.verifies(signer.getSubjectPublicKeyInfo(), answer.getSignatureAlgorithmID(),
						answer.getTBSResponseData(), answer.getSignature());
	}

	private static boolean isNonceRight(OcspSubject subject) {
		Extension extension = subject.answer().getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
		byte[] asked = subject.nonce();
		if (asked == null || extension == null) {
			return asked == null && extension == null;
		}
		byte[] nonce = ASN1OctetString.getInstance(extension.getParsedValue()).getOctets();
		return nonce.length >= 1 && nonce.length <= LONGEST_NONCE && Arrays.equals(nonce, asked);
	}

	private static List<Finding> checkTimes(OcspSubject subject, X509CertificateHolder signer) {
		Instant producedAt = subject.answer().getProducedAt().toInstant();
		for (SingleResp answer : subject.answer().getResponses()) {
			if (answer.getNextUpdate() == null) {
				return found("is an OCSP answer without nextUpdate");
			}
			Instant nextUpdate = answer.getNextUpdate().toInstant();
			if (answer.getThisUpdate().toInstant().isAfter(producedAt) || !producedAt.isBefore(nextUpdate)) {
				return found("is an OCSP answer whose times are out of order");
			}
			if (nextUpdate.isAfter(subject.latest())
					|| nextUpdate.isAfter(Times.instant(signer.toASN1Structure().getEndDate()))) {
				return found("is an OCSP answer that would outlive the CRL or its signer");
			}
		}
		return List.of();
	}

	private static List<Finding> found(String cause) {
		return List.of(Finding.of(Code.OCSP_ANSWER, cause + " (L40)"));
	}

}
