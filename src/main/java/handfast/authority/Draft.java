package handfast.authority;

import java.util.List;
import java.util.UUID;

import handfast.certificate.Reservation;
import handfast.validation.LintSubject;
import handfast.validation.Violation;
import handfast.x509.SerialNumber;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * What is to be certified, by whatever door it came. It makes the tbsCertificate, says
 * what it must keep to, and takes part in the transactions of the gate.
 */
interface Draft {

	/**
	 * Id that the certificate will have.
	 */
	UUID id();

	TBSCertificate tbs(SerialNumber serial);

	LintSubject.Role role();

	LintSubject.Rules rules();

	/**
	 * What speaks against the final bytes, beside lints and path: names re-read from
	 * them, never from the request (security §1.2).
	 */
	List<Violation> violationsIn(X509CertificateHolder certificate);

	Reservation reservation(SerialNumber serial, byte[] tbs, X509CertificateHolder certificate);

	/**
	 * Who asked, as the audit names it.
	 */
	String actor();

	/**
	 * What the audit says beside; null for nothing.
	 */
	default @Nullable String detail() {
		return null;
	}

	/**
	 * Takes part in the transaction of the intent.
	 */
	void record();

	/**
	 * Takes part in the transaction of the outcome.
	 * @param der the certificate
	 */
	void keep(byte[] der);

}
