package handfast.validation.lints;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import handfast.validation.Code;
import handfast.validation.Finding;
import handfast.validation.LintSubject.Role;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * L39, signers of OCSP answers: for OCSPSigning and nothing else; id-pkix-ocsp-nocheck
 * with NULL, since nobody asks about who answers; and so at most 30 days. That its issuer
 * is the CA it speaks for, L06, L15 and L36 see to.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.2.2.2 RFC 6960 §4.2.2.2
 */
final class L39OcspSigner implements Lint {

	private static final Duration SHORT = Duration.ofDays(30);

	@Override
	public Set<Role> roles() {
		return OCSP_SIGNER;
	}

	@Override
	public List<Finding> check(Specimen specimen) {
		Extension purposes = specimen.extension(Extension.extendedKeyUsage);
		if (purposes == null || !Purposes.of(purposes).equals(List.of(KeyPurposeId.id_kp_OCSPSigning.getId()))) {
			return found(Code.OCSP_SIGNER, "signs OCSP answers and has another purpose than OCSPSigning alone");
		}
		Extension noCheck = specimen.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck);
		if (noCheck == null || !(noCheck.getParsedValue() instanceof ASN1Null)) {
			return found(Code.OCSP_SIGNER, "signs OCSP answers without id-pkix-ocsp-nocheck");
		}
		Duration length = Duration.between(Times.instant(specimen.tbs().getStartDate()),
				Times.instant(specimen.tbs().getEndDate()));
		return foundIf(length.compareTo(SHORT) > 0, Code.OCSP_SIGNER,
				"signs OCSP answers and lives longer than 30 days");
	}

}
