package handfast.authority;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import handfast.certificate.Certificate;
import handfast.certificate.Reservation;
import handfast.storage.Node;
import handfast.validation.LintSubject;
import handfast.validation.Violation;
import handfast.x509.Fingerprint;
import handfast.x509.KeyAlgorithm;
import handfast.x509.SerialNumber;
import handfast.x509.Validity;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The certificate of a key that signs OCSP answers for a CA, so that the CA's own key
 * does not. It names no place to ask about itself: id-pkix-ocsp-nocheck says why.
 *
 * @param owner the installation
 * @param whenRecorded what else belongs to the transaction of the intent
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-4.2.2.2 RFC 6960 §4.2.2.2
 */
record OcspSignerDraft(UUID id, SigningCa issuer, SubjectPublicKeyInfo publicKey, KeyAlgorithm algorithm,
		X500Name subject, Validity validity, UUID owner, Node node, Runnable whenRecorded) implements Draft {

	@Override
	public TBSCertificate tbs(SerialNumber serial) {
		return Tbs.of(serial, this.issuer, this.validity, this.subject, this.publicKey,
				Tbs.authorityKeyIdentifier(this.issuer), Tbs.subjectKeyIdentifier(this.publicKey),
				Tbs.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
				Tbs.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)),
				Tbs.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE));
	}

	@Override
	public LintSubject.Role role() {
		return LintSubject.Role.OCSP_SIGNER;
	}

	@Override
	public LintSubject.Rules rules() {
		return new LintSubject.Rules(
				Duration.between(this.validity.notBefore(), this.validity.notAfter()).plusSeconds(1),
				Set.of(KeyPurposeId.id_kp_OCSPSigning.getId()), Set.of(), true, false);
	}

	@Override
	public List<Violation> violationsIn(X509CertificateHolder certificate) {
		if (!certificate.getSubjectPublicKeyInfo().equals(this.publicKey)) {
			throw new IllegalStateException("The tbsCertificate holds another key than that of the signer");
		}
		return List.of();
	}

	@Override
	public Reservation reservation(SerialNumber serial, byte[] tbs, X509CertificateHolder certificate) {
		return new Reservation(this.id, Certificate.Kind.OCSP_SIGNER, this.issuer.key(), this.issuer.authority(),
				serial, this.issuer.requireShard().number(), tbs, this.owner, null, null, List.of(),
				Subjects.text(this.subject), Subjects.text(this.issuer.name()), this.validity.notBefore(),
				this.validity.notAfter(), this.algorithm.label(), null, Fingerprint.of(Der.of(this.publicKey)).bytes(),
				false, this.id, null, this.node, null);
	}

	@Override
	public String actor() {
		return "handfast";
	}

	@Override
	public void record() {
		this.whenRecorded.run();
	}

	@Override
	public void keep(byte[] der) {
		// Its key's row leads to it.
	}

}
