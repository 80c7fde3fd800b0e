package handfast.revocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import handfast.certificate.Certificate;
import handfast.certificate.RevokedEntry;
import handfast.certificate.SerialStatus;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of a certificate.
 *
 * @param revokedAt in whole seconds; null where it is not revoked
 * @param reason its CRLReason, 0 where none is told
 * @spec https://www.rfc-editor.org/rfc/rfc6960#section-2.2 RFC 6960 §2.2
 */
record OcspStatus(boolean known, @Nullable Instant revokedAt, int reason) {

	static final OcspStatus GOOD = new OcspStatus(true, null, 0);

	static final OcspStatus UNKNOWN = new OcspStatus(false, null, 0);

	/**
	 * An intent to sign is no certificate yet; an orphan is a revoked one.
	 */
	static OcspStatus of(SerialStatus serial) {
		if (serial.state() == Certificate.State.RESERVED) {
			return UNKNOWN;
		}
		Instant at = serial.revokedAt();
		return (at != null) ? revoked(at, serial.reason()) : GOOD;
	}

	static OcspStatus of(RevokedEntry entry) {
		return revoked(entry.at(), entry.reason());
	}

	private static OcspStatus revoked(Instant at, @Nullable String reason) {
		return new OcspStatus(true, at.truncatedTo(ChronoUnit.SECONDS), RevocationReason.code(reason));
	}

	boolean onHold() {
		return this.revokedAt != null && this.reason == CRLReason.certificateHold;
	}

	/**
	 * As Bouncy Castle writes it: its good is null.
	 */
	@Nullable CertificateStatus toCertificateStatus() {
		Instant at = this.revokedAt;
		if (!this.known) {
			return new UnknownStatus();
		}
		if (at == null) {
			return CertificateStatus.GOOD;
		}
		// RFC 5280 §5.3.1: unspecified is told by leaving the reason out, as on the CRL
		return (this.reason != CRLReason.unspecified) ? new RevokedStatus(Date.from(at), this.reason)
				: new RevokedStatus(new RevokedInfo(new ASN1GeneralizedTime(Date.from(at)), null));
	}

}
